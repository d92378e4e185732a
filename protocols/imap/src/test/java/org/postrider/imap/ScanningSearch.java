package org.postrider.imap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.Locale;
import java.util.function.Predicate;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.search.TextKey;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.MailboxView;
import org.postrider.mime.HeaderText;
import org.postrider.mime.MimeEntity;

/// Search without an index: reads each message.
final class ScanningSearch implements SearchIndex {
    @Override
    public BitSet search(MailAddress account, Mailbox mailbox, MailboxView view, TextKey key, BitSet among)
            throws IOException {
        BitSet found = new BitSet();
        for (int i = among.nextSetBit(0); i >= 0; i = among.nextSetBit(i + 1)) {
            Content content = mailbox.content(view.uid(i));
            found.set(i, matches(content, MimeEntity.parse(content), key));
        }
        return found;
    }

    private static boolean matches(Content content, MimeEntity root, TextKey key) throws IOException {
        String sought = key.text().toLowerCase(Locale.ROOT);
        Predicate<String> has = text -> text.toLowerCase(Locale.ROOT).contains(sought);
        return switch (key) {
            case TextKey.InHeader(String name, String _) ->
                root.headers().all(name).stream().map(HeaderText::decode).anyMatch(has);
            case TextKey.InBody _ -> has.test(body(content, root));
            case TextKey.Anywhere _ ->
                has.test(body(content, root))
                        || has.test(HeaderText.decode(new String(root.headers().octets(), StandardCharsets.UTF_8)));
        };
    }

    private static String body(Content content, MimeEntity entity) throws IOException {
        StringBuilder text = new StringBuilder();
        if (entity.children().isEmpty() && entity.type().type().equals("text")) {
            text.append(entity.text(content, 1 << 20));
        }
        for (MimeEntity child : entity.children()) {
            text.append(body(content, child)).append('\n');
        }
        return text.toString();
    }
}
