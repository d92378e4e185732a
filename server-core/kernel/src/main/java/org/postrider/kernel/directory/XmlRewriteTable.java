package org.postrider.kernel.directory;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postrider.api.directory.RewriteLoopException;
import org.postrider.api.directory.RewriteTable;
import org.postrider.api.mail.MailAddress;

/// The aliases in `conf/aliases.xml`. Thread-safe.
public final class XmlRewriteTable implements RewriteTable {
    private static final int DEPTH_MAX = 32;
    private static final int ADDRESSES_MAX = 10_000;

    private final ReloadingFile<Map<MailAddress, List<MailAddress>>> aliases;

    public XmlRewriteTable(Path conf) {
        this.aliases =
                new ReloadingFile<>(conf.resolve("aliases.xml"), AliasesConfig.class, config -> table(config.alias()));
    }

    @Override
    public List<MailAddress> rewrite(MailAddress address) throws RewriteLoopException {
        return rewrite(address, aliases.value());
    }

    /// True where the table mentions the address, wherever it leads.
    boolean mentions(MailAddress address) {
        return aliases.value().containsKey(address);
    }

    static List<MailAddress> rewrite(MailAddress address, Map<MailAddress, List<MailAddress>> table)
            throws RewriteLoopException {
        if (!table.containsKey(address)) {
            return List.of();
        }
        Set<MailAddress> found = new LinkedHashSet<>();
        expand(address, table, new ArrayList<>(), found);
        return List.copyOf(found);
    }

    private static void expand(
            MailAddress address,
            Map<MailAddress, List<MailAddress>> table,
            List<MailAddress> way,
            Set<MailAddress> found)
            throws RewriteLoopException {
        // An alias that names itself keeps a copy in the mailbox of that address.
        boolean itself = !way.isEmpty() && way.getLast().equals(address);
        List<MailAddress> targets = itself ? List.of() : table.getOrDefault(address, List.of());
        if (targets.isEmpty()) {
            found.add(address);
            if (found.size() > ADDRESSES_MAX) {
                throw new RewriteLoopException(
                        way.getFirst() + " stands for more than " + ADDRESSES_MAX + " addresses");
            }
            return;
        }
        if (way.contains(address) || way.size() == DEPTH_MAX) {
            throw new RewriteLoopException("aliases lead in a circle: "
                    + Stream.concat(way.stream(), Stream.of(address))
                            .map(MailAddress::toString)
                            .collect(Collectors.joining(" -> ")));
        }
        way.add(address);
        for (MailAddress target : targets) {
            expand(target, table, way, found);
        }
        way.removeLast();
    }

    /// @throws IllegalArgumentException where an alias leads in a circle, or to too many addresses
    static void checkForCircles(List<AliasesConfig.AliasEntry> aliases) {
        Map<MailAddress, List<MailAddress>> table = table(aliases);
        for (MailAddress address : table.keySet()) {
            try {
                rewrite(address, table);
            } catch (RewriteLoopException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
    }

    private static Map<MailAddress, List<MailAddress>> table(List<AliasesConfig.AliasEntry> aliases) {
        return aliases.stream()
                .collect(Collectors.toUnmodifiableMap(
                        AliasesConfig.AliasEntry::address,
                        AliasesConfig.AliasEntry::to,
                        (first, second) -> Stream.concat(first.stream(), second.stream())
                                .distinct()
                                .toList()));
    }
}
