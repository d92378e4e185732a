package org.postrider.dist.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postrider mailbox import`
@Command(
        name = "import",
        description = {
            "Brings mail into an account: from a Maildir, an mbox, a message, a folder with any of these, a zip file, or"
                    + " an account of another IMAP server.",
            "Flags and dates come along where the source has them. Begun again after an interruption, it brings nothing"
                    + " twice."
        })
final class MailboxImportCommand extends MailboxTaskCommand {
    @Parameters(index = "0", paramLabel = "NAME@DOMAIN", description = "The account.")
    private String account;

    @Parameters(
            index = "1",
            paramLabel = "SOURCE",
            description = "A path, or imaps://USER@HOST[:PORT] (%%40 for an @).")
    private String source;

    @Option(names = "--into", paramLabel = "MAILBOX", description = "Below this mailbox instead of the source's names.")
    private Optional<String> into;

    @Option(
            names = "--password-stdin",
            description = "Take the other server's password from the first line of standard input.")
    private boolean stdin;

    @Override
    public Integer call() throws Exception {
        Map<String, Object> arguments = new LinkedHashMap<>();
        boolean imap = source.startsWith("imap://") || source.startsWith("imaps://");
        arguments.put("source", imap ? source : Path.of(source).toAbsolutePath().toString());
        if (imap) {
            arguments.put("password", Passwords.read(stdin, Passwords.Kind.KNOWN));
        }
        into.ifPresent(mailbox -> arguments.put("into", mailbox));
        return run("mailbox-import", List.of(account), arguments);
    }
}
