package org.postrider.kernel.pipeline;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.Recipient;
import org.postrider.api.pipeline.Matcher;

/// Matchers put together. Each inner one sees the whole mail, so that one that counts recipients counts right; one
/// whose
/// answer no longer matters is not asked.
record CompositeMatcher(Junction junction, List<Matcher> inner) implements Matcher {
    CompositeMatcher {
        inner = List.copyOf(inner);
    }

    /// Whom a composite takes.
    enum Junction {
        /// Those whom all take.
        AND(1),
        /// Those whom any takes.
        OR(1),
        /// Those whom an odd number of them takes; of two: whom one takes and the other does not.
        XOR(2),
        /// Those whom none takes.
        NOT(1);

        private final int innerMin;

        Junction(int innerMin) {
            this.innerMin = innerMin;
        }

        int innerMin() {
            return innerMin;
        }

        /// As in the configuration: `And`.
        String word() {
            return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
        }

        static Optional<Junction> of(String word) {
            return Stream.of(values())
                    .filter(junction -> junction.word().equals(word))
                    .findFirst();
        }
    }

    @Override
    public List<Recipient> match(Mail mail) throws Exception {
        return List.copyOf(
                switch (junction) {
                    case AND -> all(mail);
                    case OR -> any(mail);
                    case XOR -> odd(mail);
                    case NOT -> others(mail, any(mail));
                });
    }

    private Set<Recipient> all(Mail mail) throws Exception {
        Set<Recipient> taken = new LinkedHashSet<>(mail.recipients());
        for (Matcher matcher : inner) {
            if (!taken.isEmpty()) {
                taken.retainAll(new HashSet<>(matcher.match(mail)));
            }
        }
        return taken;
    }

    private Set<Recipient> any(Mail mail) throws Exception {
        Set<Recipient> missing = new HashSet<>(mail.recipients());
        for (Matcher matcher : inner) {
            if (!missing.isEmpty()) {
                missing.removeAll(new HashSet<>(matcher.match(mail)));
            }
        }
        return others(mail, missing);
    }

    private Set<Recipient> odd(Mail mail) throws Exception {
        Set<Recipient> taken = new LinkedHashSet<>();
        for (Matcher matcher : inner) {
            for (Recipient recipient : new HashSet<>(matcher.match(mail))) {
                if (!taken.remove(recipient)) {
                    taken.add(recipient);
                }
            }
        }
        return taken;
    }

    private static Set<Recipient> others(Mail mail, Set<Recipient> without) {
        Set<Recipient> others = new LinkedHashSet<>(mail.recipients());
        others.removeAll(without);
        return others;
    }
}
