package org.postrider.kernel.directory;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.postrider.api.directory.User;
import org.postrider.api.directory.UserDirectory;
import org.postrider.testkit.directory.UserDirectoryContract;

class XmlUsersContractTest extends UserDirectoryContract {
    @TempDir
    private Path conf;

    @Override
    protected UserDirectory open(List<User> users) throws Exception {
        Files.writeString(conf.resolve("users.xml"), "<users/>");
        XmlUsers directory = new XmlUsers(conf);
        for (User user : users) {
            directory.change(user.address(), _ -> Optional.of(user));
        }
        return new XmlUsers(conf);
    }

    @Override
    protected boolean breakDown() throws Exception {
        Files.writeString(conf.resolve("users.xml"), "<users><user");
        return true;
    }
}
