package org.postrider.dist.rules;

import java.util.List;
import java.util.Optional;
import org.postrider.api.config.Option;

/// A mail, and what must become of it: a file of its own, `<case ...>`.
///
/// @param name what the case shows
record PipelineCase(
        @Option(doc = "What the case shows.") String name,

        @Option(doc = "The file with the message, relative to that of the case.")
        Optional<String> file,

        @Option(doc = "The message itself, where it is in no file: header, an empty line, body.")
        Optional<String> message,

        @Option(doc = "The reverse-path; empty for the null one.", defaultValue = "")
        String from,

        @Option(doc = "A recipient; repeat the element for more.")
        List<String> to,

        @Option(doc = "As whom the client has logged in.") Optional<String> auth,

        @Option(doc = "The client's address.", defaultValue = "127.0.0.1")
        String peer,

        @Option(doc = "Whether the connection is encrypted.", defaultValue = "false")
        boolean tls,

        @Option(doc = "What the client said in EHLO.", defaultValue = "localhost")
        String helo,

        @Option(doc = "Whether the client's network is one that may relay.", defaultValue = "false")
        boolean trusted,

        @Option(doc = "Where the mail begins.", defaultValue = "root")
        String processor,

        @Option(doc = "The end of one recipient; each that there is must be expected.")
        List<Expect> expect) {
    PipelineCase {
        to = List.copyOf(to);
        expect = List.copyOf(expect);
        if (file.isPresent() == message.isPresent()) {
            throw new IllegalArgumentException("say which message: either <file> or <message>");
        }
        if (to.isEmpty()) {
            throw new IllegalArgumentException("say to whom the mail goes: <to>");
        }
        if (expect.isEmpty()) {
            throw new IllegalArgumentException("say what must become of it: <expect to=\"...\" end=\"...\"/>");
        }
    }

    /// @param to the recipient at the end of the way
    record Expect(
            @Option(doc = "The recipient, as he is at the end of the way.")
            String to,

            @Option(doc = "How it ends.") Ends end,

            @Option(doc = "Where, or why: a part of the mailbox, the way, the reply, the reason.")
            Optional<String> where,

            @Option(doc = "A field that the message has then.")
            List<Field> header) {
        Expect {
            header = List.copyOf(header);
        }
    }

    /// @param name of the field
    record Field(
            @Option(doc = "The field's name.") String name,

            @Option(doc = "A part of its value; without it, the field must not be there.")
            Optional<String> value) {}

    /// How the way of a recipient ends.
    enum Ends {
        STORED,
        RELAYED,
        BOUNCED,
        RETRIED,
        EXPANDED,
        DELAYED,
        DISCARDED,
        DONE
    }
}
