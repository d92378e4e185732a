package org.postrider.dist.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.store.MailboxName;
import org.postrider.api.store.share.Sharing;
import org.postrider.kernel.control.ControlException;
import org.postrider.kernel.control.ControlStream;
import org.postrider.mailboxes.ExportFormat;
import org.postrider.mailboxes.MailboxTasks;
import org.postrider.mailboxes.Progress;
import org.postrider.mailboxes.TaskCancelledException;

/// The tasks of `postrider mailbox`, which run in the server and tell how far they are: pieces with `done` are
/// progress,
/// the last piece is the result. A client that goes away cancels its task.
final class MailboxAnswers {
    private final MailboxTasks tasks;
    private final Sharing sharing;
    private final InstantSource clock;

    MailboxAnswers(MailboxTasks tasks, Sharing sharing, InstantSource clock) {
        this.tasks = tasks;
        this.sharing = sharing;
        this.clock = clock;
    }

    Map<String, ControlStream> streams() {
        return Map.of(
                "mailbox-list", stream((question, _) -> list(question)),
                "mailbox-verify", stream(this::verify),
                "mailbox-repair", stream(this::repair),
                "mailbox-reindex", stream(this::reindex),
                "mailbox-import", stream(this::importMail),
                "mailbox-export", stream(this::exportMail),
                "mailbox-backup", stream(this::backup),
                "mailbox-backups", stream((question, _) -> backups(question)),
                "mailbox-restore", stream(this::restore));
    }

    private Map<String, Object> list(Question question) throws IOException, ControlException {
        return Map.of(
                "mailboxes",
                tasks.list(question.account()).stream()
                        .map(MailboxAnswers::members)
                        .toList());
    }

    private static Map<String, Object> members(MailboxTasks.Listed listed) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("name", listed.name().toString());
        members.put("messages", listed.messages());
        members.put("unseen", listed.unseen());
        members.put("octets", listed.octets());
        members.put("uidNext", listed.uidNext());
        return members;
    }

    private Map<String, Object> verify(Question question, Progress progress) throws IOException, ControlException {
        MailboxTasks.Verified verified = tasks.verify(question.account(), progress);
        return result(verified.faults(), "messages", verified.messages());
    }

    private Map<String, Object> repair(Question question, Progress progress) throws IOException, ControlException {
        boolean dryRun = question.optional("dryRun").isPresent();
        MailboxTasks.Repaired done = tasks.repair(question.account(), dryRun, progress);
        return result(done.faults(), "messages", done.messages(), "mended", done.mended(), "mendings", done.mendings());
    }

    private Map<String, Object> reindex(Question question, Progress progress) throws IOException, ControlException {
        boolean caches = question.optional("caches").isPresent();
        MailboxTasks.Reindexed done = tasks.reindex(question.account(), caches, progress);
        return result(List.of(), "indexed", done.indexed(), "derived", done.derived());
    }

    private Map<String, Object> importMail(Question question, Progress progress) throws IOException, ControlException {
        MailboxTasks.Imported imported = tasks.importMail(
                question.account(),
                question.text("source"),
                question.optional("password").orElse(""),
                question.mailbox("into"),
                progress);
        return result(
                imported.failures(), "added", imported.added(), "known", imported.known(), "failed", imported.failed());
    }

    private Map<String, Object> exportMail(Question question, Progress progress) throws IOException, ControlException {
        MailboxTasks.Exported done = tasks.exportMail(
                question.account(),
                question.mailbox("mailbox"),
                ExportFormat.valueOf(question.text("format")),
                Path.of(question.text("target")),
                progress);
        return result(done.faults(), "messages", done.messages(), "failed", done.failed());
    }

    private Map<String, Object> backup(Question question, Progress progress) throws IOException, ControlException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        String name = now.toString().replace(':', '-');
        MailboxTasks.BackedUp done = tasks.backup(question.account(), Path.of(question.text("target")), name, progress);
        return result(
                done.faults(),
                "backup",
                done.name(),
                "messages",
                done.messages(),
                "added",
                done.added(),
                "failed",
                done.failed());
    }

    private Map<String, Object> backups(Question question) throws IOException, ControlException {
        return Map.of("backups", tasks.backups(question.account(), Path.of(question.text("target"))));
    }

    private Map<String, Object> restore(Question question, Progress progress) throws IOException, ControlException {
        MailboxTasks.Restored restored = tasks.restore(
                question.account(), Path.of(question.text("target")), question.optional("backup"), progress);
        // Rights come back with the mailboxes.
        sharing.refresh(question.account());
        return result(
                restored.faults(),
                "backup",
                restored.name(),
                "added",
                restored.added(),
                "present",
                restored.present(),
                "failed",
                restored.failed());
    }

    private static Map<String, Object> result(List<String> faults, Object... members) {
        Map<String, Object> result = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            result.put(String.valueOf(members[i]), members[i + 1]);
        }
        result.put("faults", faults);
        return result;
    }

    private static ControlStream stream(Task task) {
        return (arguments, items) -> {
            try {
                items.accept(task.run(new Question(arguments), progress(items)));
            } catch (IOException | IllegalArgumentException e) {
                throw new ControlException(String.valueOf(e.getMessage()), e);
            }
        };
    }

    private static Progress progress(Consumer<Map<String, Object>> items) {
        return (mailbox, done, total) -> {
            try {
                items.accept(Map.of("mailbox", mailbox, "done", done, "total", total));
            } catch (UncheckedIOException e) {
                throw new TaskCancelledException("nobody waits for it any more", e);
            }
        };
    }

    /// What runs for a question.
    @FunctionalInterface
    private interface Task {
        Map<String, Object> run(Question question, Progress progress) throws IOException, ControlException;
    }

    /// The members of a question.
    private record Question(Map<String, Object> arguments) {
        MailAddress account() throws ControlException {
            try {
                return MailAddress.parse(text("account"));
            } catch (AddressSyntaxException e) {
                throw new ControlException("'" + text("account") + "' is no address: " + e.getMessage(), e);
            }
        }

        String text(String name) throws ControlException {
            return optional(name).orElseThrow(() -> new ControlException("the question lacks " + name));
        }

        Optional<String> optional(String name) {
            return Optional.ofNullable(arguments.get(name)).map(String::valueOf);
        }

        Optional<MailboxName> mailbox(String name) {
            return optional(name).map(text -> MailboxName.parse(text, '/'));
        }
    }
}
