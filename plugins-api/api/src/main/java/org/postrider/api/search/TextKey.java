package org.postrider.api.search;

/// What is sought in a message's text. Text is compared after decoding (RFC 2047, RFC 2045, the part's charset),
/// ignoring case and differences of white space that folding makes.
public sealed interface TextKey {
    /// What is sought, in Unicode; empty matches every message that has what is looked in.
    String text();

    /// A header field (`FROM`, `SUBJECT`, ... are such); with empty text: the field is there.
    record InHeader(String name, String text) implements TextKey {}

    /// The decoded text parts.
    record InBody(String text) implements TextKey {}

    /// Header or body.
    record Anywhere(String text) implements TextKey {}
}
