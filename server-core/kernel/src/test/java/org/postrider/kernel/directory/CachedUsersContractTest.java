package org.postrider.kernel.directory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.postrider.api.directory.User;
import org.postrider.api.directory.UserDirectory;
import org.postrider.testkit.MemoryUsers;
import org.postrider.testkit.directory.UserDirectoryContract;

class CachedUsersContractTest extends UserDirectoryContract {
    private final MemoryUsers memory = new MemoryUsers();

    @Override
    protected UserDirectory open(List<User> users) {
        users.forEach(memory::add);
        return new CachedUsers(memory, InstantSource.system(), Duration.ofMinutes(1));
    }

    @Override
    protected boolean breakDown() {
        memory.down(true);
        return true;
    }
}
