package org.postrider.mailets.content;

import java.util.ArrayList;
import java.util.List;
import org.postrider.api.mail.Content;
import org.postrider.mime.MimeEntity;

/// Replaces parts of a message; what is between them is shared with the message it was. Confined to one thread.
final class Edits {
    private final Content message;
    private final List<Content> pieces = new ArrayList<>();
    private long done;

    Edits(Content message) {
        this.message = message;
    }

    /// Puts something in the place of an entity, header and body. In the order in which they stand in the message.
    void replace(MimeEntity entity, Content replacement) {
        pieces.add(message.slice(done, entity.headerOffset() - done));
        pieces.add(replacement);
        done = entity.bodyOffset() + entity.bodyLength();
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    Content result() {
        List<Content> all = new ArrayList<>(pieces);
        all.add(message.slice(done, message.size() - done));
        return Content.concat(all.stream().filter(piece -> piece.size() > 0).toList());
    }
}
