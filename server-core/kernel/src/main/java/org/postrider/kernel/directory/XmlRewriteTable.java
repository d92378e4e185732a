package org.postrider.kernel.directory;

import java.nio.file.Path;
import java.util.List;
import org.postrider.api.directory.Directory;
import org.postrider.api.directory.RewriteLoopException;
import org.postrider.api.directory.RewriteTable;
import org.postrider.api.mail.MailAddress;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.config.Location;

/// The aliases in `conf/aliases.xml`. Thread-safe.
public final class XmlRewriteTable implements RewriteTable {
    private final ReloadingFile<AliasRules> rules;
    private final Directory directory;
    private final Postmaster postmaster;

    /// @param directory knows for which addresses there are accounts, and who of them forwards
    public XmlRewriteTable(Path conf, Directory directory, Postmaster postmaster) {
        this.rules = new ReloadingFile<>(conf.resolve("aliases.xml"), AliasesConfig.class, XmlRewriteTable::rules);
        this.directory = directory;
        this.postmaster = postmaster;
    }

    @Override
    public List<MailAddress> rewrite(MailAddress address) throws RewriteLoopException {
        return resolve(address).targets().stream().map(Target::address).toList();
    }

    @Override
    public Resolution resolve(MailAddress address) throws RewriteLoopException {
        return rules.value().resolve(address, directory::forwarding, postmaster::heir);
    }

    private static AliasRules rules(AliasesConfig config, ConfigElement root) {
        List<String> places = root.children("alias").stream()
                .map(each -> shown(each.location()))
                .toList();
        return AliasRules.of(config.separator(), config.alias(), places);
    }

    private static String shown(Location location) {
        return location.file().getFileName() + ":" + location.line();
    }
}
