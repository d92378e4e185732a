package org.postrider.kernel.directory;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postrider.api.directory.Forwarding;
import org.postrider.api.directory.RewriteLoopException;
import org.postrider.api.directory.RewriteTable.Resolution;
import org.postrider.api.directory.RewriteTable.Step;
import org.postrider.api.directory.RewriteTable.Target;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;
import org.postrider.kernel.directory.AliasRule.Subject;

/// All of `aliases.xml`, ready to be followed. Immutable.
///
/// The first of these that knows an address decides: the entry of the address; the first regular expression that
/// matches it; its account; the address before the separator, for a sub-address; the domain for which its domain
/// stands,
/// or the domain's catch-all; for a postmaster, the one of the server.
final class AliasRules {
    private static final int DEPTH_MAX = 32;
    private static final int ADDRESSES_MAX = 10_000;
    // Many entries that lead to the same few addresses are no expansion, but cost time.
    private static final int STEPS_MAX = 100_000;

    private final String separator;
    private final Map<MailAddress, List<AliasRule>> exact = new LinkedHashMap<>();
    private final List<AliasRule> expressions = new ArrayList<>();
    private final Map<Domain, List<AliasRule>> domains = new LinkedHashMap<>();

    private AliasRules(String separator) {
        this.separator = separator;
    }

    /// @param places of the entries, in their order; may be fewer
    static AliasRules of(String separator, List<AliasesConfig.AliasEntry> entries, List<String> places) {
        AliasRules rules = new AliasRules(separator);
        for (int i = 0; i < entries.size(); i++) {
            AliasesConfig.AliasEntry entry = entries.get(i);
            AliasRule rule = AliasRule.of(
                    entry.address(),
                    entry.to(),
                    entry.keepCopy(),
                    entry.owner(),
                    entry.reply(),
                    i < places.size() ? places.get(i) : "");
            switch (rule.subject()) {
                case Subject.Exact(var address) ->
                    rules.exact.computeIfAbsent(address, _ -> new ArrayList<>()).add(rule);
                case Subject.WholeDomain(var domain) ->
                    rules.domains
                            .computeIfAbsent(domain, _ -> new ArrayList<>())
                            .add(rule);
                case Subject.Expression _ -> rules.expressions.add(rule);
            }
        }
        return rules;
    }

    /// @param accounts where the mail of somebody goes who has a mailbox; empty where nobody has one under an address
    /// @param heir who gets mail for an address of which nothing else is known, where anybody does
    Resolution resolve(
            MailAddress address,
            Function<MailAddress, Optional<Forwarding>> accounts,
            Function<MailAddress, Optional<MailAddress>> heir)
            throws RewriteLoopException {
        Walk walk = new Walk(accounts, heir, true);
        walk.expand(address, Optional.empty(), Optional.empty());
        if (walk.steps.isEmpty()) {
            return new Resolution(List.of(), Optional.empty(), List.of());
        }
        List<Target> targets = List.copyOf(walk.found.values());
        return new Resolution(targets, targets.isEmpty() ? walk.refusal : Optional.empty(), walk.steps);
    }

    /// @throws IllegalArgumentException where an alias leads in a circle, or to too many addresses, whatever accounts
    ///     there are
    void checkForCircles() {
        Set<MailAddress> starts = new LinkedHashSet<>(exact.keySet());
        domains.keySet().forEach(domain -> starts.add(MailAddress.of("postmaster", domain)));
        for (MailAddress start : starts) {
            try {
                new Walk(_ -> Optional.empty(), _ -> Optional.empty(), false)
                        .expand(start, Optional.empty(), Optional.empty());
            } catch (RewriteLoopException e) {
                throw new IllegalArgumentException(e.getMessage(), e);
            }
        }
    }

    /// What an address becomes next.
    ///
    /// @param rules empty where it stays as it is, or another one takes its place
    private record Match(List<AliasRule> rules, Optional<Stead> stead) {
        static final Match NONE = new Match(List.of(), Optional.empty());

        static Match of(List<AliasRule> rules) {
            return new Match(rules, Optional.empty());
        }
    }

    /// Another address, though no alias says so.
    private record Stead(MailAddress address, Optional<String> folder, String why) {}

    /// One look-up. Confined to one thread.
    private final class Walk {
        private final Function<MailAddress, Optional<Forwarding>> accounts;
        private final Function<MailAddress, Optional<MailAddress>> heir;
        private final boolean catchAlls;
        private final List<MailAddress> way = new ArrayList<>();
        private final Map<MailAddress, Target> found = new LinkedHashMap<>();
        private final List<Step> steps = new ArrayList<>();
        private Optional<Reply> refusal = Optional.empty();
        private int count;

        /// @param catchAlls false where nobody knows which accounts there are, to which those do not apply
        Walk(
                Function<MailAddress, Optional<Forwarding>> accounts,
                Function<MailAddress, Optional<MailAddress>> heir,
                boolean catchAlls) {
            this.accounts = accounts;
            this.heir = heir;
            this.catchAlls = catchAlls;
        }

        void expand(MailAddress address, Optional<String> folder, Optional<MailAddress> owner)
                throws RewriteLoopException {
            if (way.contains(address) || way.size() == DEPTH_MAX) {
                throw new RewriteLoopException("aliases lead in a circle: " + shown(way, address));
            }
            Match match = match(address);
            if (match.stead().isPresent()) {
                Stead stead = match.stead().get();
                steps.add(new Step(address, stead.why(), List.of(stead.address().toString())));
                descend(address, List.of(stead.address()), stead.folder(), owner);
                return;
            }
            if (match.rules().isEmpty()) {
                settle(address, folder, owner);
                return;
            }
            for (AliasRule rule : match.rules()) {
                follow(rule, address, folder, owner);
            }
        }

        private void follow(AliasRule rule, MailAddress address, Optional<String> folder, Optional<MailAddress> owner)
                throws RewriteLoopException {
            if (rule.target() instanceof AliasRule.Target.Refusal(var reply)) {
                steps.add(new Step(address, "alias at " + rule.place(), List.of(reply.toString())));
                refusal = Optional.of(reply);
                return;
            }
            List<MailAddress> targets = rule.apply(address);
            steps.add(new Step(
                    address,
                    "alias at " + rule.place(),
                    targets.stream().map(MailAddress::toString).toList()));
            boolean sameUser = rule.target() instanceof AliasRule.Target.OtherDomain;
            descend(
                    address,
                    targets,
                    sameUser ? folder : Optional.empty(),
                    rule.owner().or(() -> owner));
        }

        private void descend(
                MailAddress from, List<MailAddress> targets, Optional<String> folder, Optional<MailAddress> owner)
                throws RewriteLoopException {
            way.add(from);
            for (MailAddress target : targets) {
                if (++count > STEPS_MAX) {
                    throw new RewriteLoopException(way.getFirst() + " takes more than " + STEPS_MAX + " steps");
                }
                // An alias that names itself keeps a copy in the mailbox of that address.
                if (target.equals(from)) {
                    settle(target, folder, owner);
                } else {
                    expand(target, folder, owner);
                }
            }
            way.removeLast();
        }

        // At an account, whose owner may want the mail elsewhere.
        private void settle(MailAddress address, Optional<String> folder, Optional<MailAddress> owner)
                throws RewriteLoopException {
            Forwarding forwarding = accounts.apply(address).orElse(Forwarding.NONE);
            if (forwarding.to().isEmpty()) {
                arrive(address, folder, owner);
                return;
            }
            steps.add(new Step(
                    address,
                    forwarding.keepCopy()
                            ? "forwarding of the account, which keeps a copy"
                            : "forwarding of the account",
                    forwarding.to().stream().map(MailAddress::toString).toList()));
            if (forwarding.keepCopy()) {
                arrive(address, folder, owner);
            }
            descend(address, forwarding.to(), Optional.empty(), owner);
        }

        private boolean isAccount(MailAddress address) {
            return accounts.apply(address).isPresent();
        }

        private void arrive(MailAddress address, Optional<String> folder, Optional<MailAddress> owner)
                throws RewriteLoopException {
            found.putIfAbsent(address, new Target(address, folder, owner));
            if (found.size() > ADDRESSES_MAX) {
                throw new RewriteLoopException(
                        way.getFirst() + " stands for more than " + ADDRESSES_MAX + " addresses");
            }
        }

        private Match match(MailAddress address) {
            List<AliasRule> known = own(address);
            if (!known.isEmpty()) {
                return Match.of(known);
            }
            if (isAccount(address)) {
                return Match.NONE;
            }
            Optional<Stead> sub = sub(address);
            if (sub.isPresent()) {
                return new Match(List.of(), sub);
            }
            List<AliasRule> ofDomain = domains.getOrDefault(address.domain(), List.of()).stream()
                    .filter(rule -> catchAlls || rule.target() instanceof AliasRule.Target.OtherDomain)
                    .toList();
            return new Match(ofDomain, ofDomain.isEmpty() ? postmaster(address) : Optional.empty());
        }

        // RFC 5321 §4.5.1: each domain has a postmaster.
        private Optional<Stead> postmaster(MailAddress address) {
            return heir.apply(address)
                    .map(other ->
                            new Stead(other, Optional.empty(), "the server's postmaster, there being none of its own"));
        }

        private List<AliasRule> own(MailAddress address) {
            List<AliasRule> known = exact.getOrDefault(address, List.of());
            return known.isEmpty()
                    ? expressions.stream()
                            .filter(rule -> rule.matches(address))
                            .limit(1)
                            .toList()
                    : known;
        }

        // RFC 5233 §4: where nobody has the whole name, what stands behind the separator is the detail.
        private Optional<Stead> sub(MailAddress address) {
            String local = address.localPart();
            int at = separator.isEmpty() ? -1 : local.indexOf(separator);
            if (at < 1 || at == local.length() - 1) {
                return Optional.empty();
            }
            MailAddress base = MailAddress.of(local.substring(0, at), address.domain());
            return own(base).isEmpty() && !isAccount(base)
                    ? Optional.empty()
                    : Optional.of(sub(base, local.substring(at + 1)));
        }

        private static Stead sub(MailAddress base, String folder) {
            return new Stead(base, Optional.of(folder), "sub-address with the folder " + folder);
        }

        private static String shown(List<MailAddress> way, MailAddress last) {
            return Stream.concat(way.stream(), Stream.of(last))
                    .map(MailAddress::toString)
                    .collect(Collectors.joining(" -> "));
        }
    }
}
