package org.postrider.kernel.directory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.Domain;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;

/// One entry of `aliases.xml`, ready to be followed. Immutable.
///
/// @param place where it stands
record AliasRule(Subject subject, Target target, boolean keepCopy, Optional<MailAddress> owner, String place) {
    /// Which addresses are rewritten.
    sealed interface Subject {
        record Exact(MailAddress address) implements Subject {}

        record WholeDomain(Domain domain) implements Subject {}

        record Expression(Pattern pattern) implements Subject {}
    }

    /// What they become.
    sealed interface Target {
        record Addresses(List<MailAddress> addresses) implements Target {}

        /// With what the groups matched in their places.
        record Templates(List<String> templates) implements Target {}

        record OtherDomain(Domain domain) implements Target {}

        record Refusal(Reply reply) implements Target {}
    }

    /// @throws IllegalArgumentException with a sentence
    static AliasRule of(
            String address,
            List<String> to,
            boolean keepCopy,
            Optional<MailAddress> owner,
            Optional<Reply> reply,
            String place) {
        Subject subject = subject(address);
        return new AliasRule(
                subject,
                reply.<Target>map(Target.Refusal::new).orElseGet(() -> target(subject, address, to)),
                keepCopy,
                owner,
                place);
    }

    private static Subject subject(String text) {
        if (text.length() > 2 && text.startsWith("/") && text.endsWith("/")) {
            try {
                return new Subject.Expression(
                        Pattern.compile(text.substring(1, text.length() - 1), Pattern.CASE_INSENSITIVE));
            } catch (PatternSyntaxException e) {
                throw new IllegalArgumentException(
                        "'" + text + "' is no regular expression: " + e.getDescription() + " at character "
                                + (e.getIndex() + 2),
                        e);
            }
        }
        return text.startsWith("@") ? new Subject.WholeDomain(domain(text)) : new Subject.Exact(address(text));
    }

    private static Target target(Subject subject, String address, List<String> to) {
        if (subject instanceof Subject.Expression(var pattern)) {
            to.forEach(template -> checkTemplate(template, pattern));
            return new Target.Templates(to);
        }
        boolean otherDomain = to.stream().anyMatch(each -> each.startsWith("@"));
        if (!otherDomain) {
            return new Target.Addresses(to.stream().map(AliasRule::address).toList());
        }
        if (!(subject instanceof Subject.WholeDomain(var domain)) || to.size() > 1) {
            throw new IllegalArgumentException("the alias " + address
                    + " leads to a whole domain: only an @domain can, and only to one; name an address");
        }
        Domain other = domain(to.getFirst());
        if (other.equals(domain)) {
            throw new IllegalArgumentException("the domain " + other + " cannot stand for itself");
        }
        return new Target.OtherDomain(other);
    }

    private static void checkTemplate(String template, Pattern pattern) {
        int groups = pattern.matcher("").groupCount();
        Matcher references = Pattern.compile("\\$(\\d)").matcher(template);
        while (references.find()) {
            if (Integer.parseInt(references.group(1)) > groups) {
                throw new IllegalArgumentException("'" + template + "' names the group " + references.group()
                        + ", but the expression has " + groups);
            }
        }
        if (!template.contains("@")) {
            throw new IllegalArgumentException("'" + template + "' has no @domain");
        }
    }

    private static MailAddress address(String text) {
        try {
            return MailAddress.parse(text);
        } catch (AddressSyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is no mail address: " + e.getMessage(), e);
        }
    }

    private static Domain domain(String text) {
        try {
            return Domain.parse(text.substring(1));
        } catch (AddressSyntaxException e) {
            throw new IllegalArgumentException("'" + text + "' is no domain: " + e.getMessage(), e);
        }
    }

    /// What `address`, which it is about, becomes; empty where it is refused, or what would come out is no address.
    List<MailAddress> apply(MailAddress address) {
        List<MailAddress> found = new ArrayList<>();
        if (keepCopy) {
            found.add(address);
        }
        switch (target) {
            case Target.Addresses(var addresses) -> found.addAll(addresses);
            case Target.OtherDomain(var domain) -> found.add(MailAddress.of(address.localPart(), domain));
            case Target.Templates(var templates) ->
                templates.forEach(each -> filledIn(each, address).ifPresent(found::add));
            case Target.Refusal _ -> {}
        }
        return found;
    }

    boolean matches(MailAddress address) {
        return switch (subject) {
            case Subject.Exact(var exact) -> exact.equals(address);
            case Subject.WholeDomain(var domain) -> domain.equals(address.domain());
            case Subject.Expression(var pattern) ->
                pattern.matcher(address.toString()).matches();
        };
    }

    private Optional<MailAddress> filledIn(String template, MailAddress address) {
        if (!(subject instanceof Subject.Expression(var pattern))) {
            return Optional.empty();
        }
        Matcher matcher = pattern.matcher(address.toString());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder();
        Matcher references = Pattern.compile("\\$(\\d)").matcher(template);
        while (references.find()) {
            String group = matcher.group(Integer.parseInt(references.group(1)));
            references.appendReplacement(text, Matcher.quoteReplacement(group == null ? "" : group));
        }
        references.appendTail(text);
        try {
            return Optional.of(MailAddress.parse(text.toString()));
        } catch (AddressSyntaxException _) {
            return Optional.empty();
        }
    }
}
