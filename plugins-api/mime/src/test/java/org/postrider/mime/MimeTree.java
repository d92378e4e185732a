package org.postrider.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// A message made at random, and where each of its parts stands in it.
final class MimeTree {
    private static final int DEPTH_MAX = 5;
    private static final String[] LINES = {
        "", "text", "--", "--x", "-- ", "----", "Subject: no header here", "\t tab", "grüße", ".", "From me"
    };

    private final Random random;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final String lineBreak;
    private final Node root;

    MimeTree(Random random) {
        this.random = random;
        this.lineBreak = random.nextInt(4) == 0 ? "\n" : "\r\n";
        this.root = entity(0, "x", "text/plain");
    }

    byte[] octets() {
        return out.toByteArray();
    }

    void check(MimeEntity parsed, String message) {
        check(root, parsed, message);
    }

    private void check(Node made, MimeEntity parsed, String message) {
        assertThat(parsed.type().toString()).as(message).isEqualTo(made.type);
        assertThat(parsed.headerOffset()).as(message).isEqualTo(made.headerOffset);
        assertThat(parsed.bodyOffset()).as(message).isEqualTo(made.bodyOffset);
        assertThat(parsed.bodyLength()).as(message).isEqualTo(made.bodyEnd - made.bodyOffset);
        assertThat(parsed.bodyLines()).as(message).isEqualTo(lines(made));
        assertThat(parsed.children()).as(message).hasSameSizeAs(made.children);
        for (int i = 0; i < made.children.size(); i++) {
            check(made.children.get(i), parsed.children().get(i), message);
        }
    }

    private long lines(Node node) {
        String body =
                new String(out.toByteArray(), node.bodyOffset, node.bodyEnd - node.bodyOffset, StandardCharsets.UTF_8);
        long breaks = body.chars().filter(c -> c == '\n').count();
        return body.isEmpty() || body.endsWith("\n") ? breaks : breaks + 1;
    }

    private Node entity(int depth, String boundary, String otherwise) {
        Node node = new Node();
        node.headerOffset = out.size();
        int kind = random.nextInt(depth < DEPTH_MAX ? 5 : 2);
        // A longer boundary begins like the one around it.
        String mine = boundary + (random.nextBoolean() ? "'()+_,-./:=? " + depth : "y");
        String type = switch (kind) {
            case 0 -> otherwise;
            case 1 -> "text/html";
            case 2 -> "message/rfc822";
            case 3 -> "multipart/digest";
            default -> "multipart/mixed";
        };
        node.type = type;
        if (kind != 0 || (random.nextBoolean() && type.equals("text/plain"))) {
            write("Content-Type: " + type + (kind > 2 ? ";" + lineBreak + "\tboundary=\"" + mine + "\"" : ""));
        }
        write("");
        node.bodyOffset = out.size();
        if (kind > 2) {
            multipart(node, depth, mine, type.endsWith("digest") ? "message/rfc822" : "text/plain");
        } else if (type.equals("message/rfc822")) {
            node.children.add(entity(depth + 1, boundary, "text/plain"));
        } else {
            lines(random.nextInt(4), random.nextBoolean());
        }
        node.bodyEnd = out.size();
        return node;
    }

    private void multipart(Node node, int depth, String boundary, String otherwise) {
        lines(random.nextInt(3), true);
        for (int i = random.nextInt(3); i >= 0; i--) {
            write("--" + boundary + (random.nextInt(4) == 0 ? " \t" : ""));
            node.children.add(entity(depth + 1, boundary, otherwise));
            raw(lineBreak);
        }
        if (random.nextInt(4) > 0) {
            raw("--" + boundary + "--" + (random.nextInt(4) == 0 ? "  " : ""));
            if (random.nextBoolean()) {
                raw(lineBreak);
                lines(random.nextInt(3), random.nextBoolean());
            }
        } else {
            // Never closed: the last part has all that follows, up to the delimiter around it.
            node.closed = false;
            extend(node.children.getLast());
        }
    }

    // The line break that was the delimiter's is the part's.
    private void extend(Node part) {
        part.bodyEnd = out.size();
        if (part.type.startsWith("message/") || !part.closed) {
            extend(part.children.getLast());
        }
    }

    private void lines(int count, boolean broken) {
        for (int i = 0; i < count; i++) {
            raw(LINES[random.nextInt(LINES.length)] + (i < count - 1 || broken ? lineBreak : ""));
        }
    }

    private void write(String line) {
        raw(line + lineBreak);
    }

    private void raw(String text) {
        out.writeBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    private static final class Node {
        private String type = "";
        private int headerOffset;
        private int bodyOffset;
        private int bodyEnd;
        private boolean closed = true;
        private final List<Node> children = new ArrayList<>();
    }
}
