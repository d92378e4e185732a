package org.postrider.lucene;

/// Gets the text of a message, piece by piece.
interface TextSink {
    /// A field of the message's own header, decoded.
    void header(String name, String value);

    /// A field of a part's header, decoded.
    void partHeader(String name, String value);

    /// Some of the body's text, folded.
    ///
    /// @param first true where it does not continue the piece before it
    void body(String text, boolean first);

    /// No more is needed.
    boolean isDone();
}
