package org.postrider.mailets.body;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.postrider.api.mail.Mail;
import org.postrider.mime.MimeEntity;

/// The parts of a message.
final class Structure {
    private Structure() {}

    /// All entities that are no multipart, the insides of messages among them; none are read beyond what MimeEntity
    /// bounds.
    static List<MimeEntity> leaves(Mail mail) throws IOException {
        List<MimeEntity> leaves = new ArrayList<>();
        collect(MimeEntity.of(mail.message()), leaves);
        return leaves;
    }

    private static void collect(MimeEntity entity, List<MimeEntity> leaves) {
        if (entity.children().isEmpty()) {
            leaves.add(entity);
        }
        entity.children().forEach(child -> collect(child, leaves));
    }

    /// Said to be one, or named like a file; the text of the message is none.
    static boolean isAttachment(MimeEntity entity) {
        return entity.disposition()
                .map(value -> value.type().equals("attachment"))
                .orElse(entity.fileName().isPresent());
    }
}
