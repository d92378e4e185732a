package org.postrider.mime;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The value of Content-Type or Content-Disposition: words and parameters (RFC 2045 §5.1, RFC 2183).
///
/// @param type `text`, `attachment`; lower case
/// @param subtype `plain`; lower case, empty for a disposition
/// @param parameters in their order, names in lower case, values as they stand, without quotes
public record ContentType(String type, String subtype, Map<String, String> parameters) {
    public static final ContentType TEXT_PLAIN = new ContentType("text", "plain", Map.of());
    static final ContentType MESSAGE = new ContentType("message", "rfc822", Map.of());

    private static final int PARAMETERS_MAX = 100;

    public ContentType {
        parameters = Collections.unmodifiableMap(new LinkedHashMap<>(parameters));
    }

    /// Reads a value; never fails. What has no sense is `text/plain` for a type (RFC 2045 §5.2).
    public static ContentType parse(String value) {
        ParameterReader reader = new ParameterReader(value);
        String type = reader.token().toLowerCase(Locale.ROOT);
        String subtype = "";
        if (reader.take('/')) {
            subtype = reader.token().toLowerCase(Locale.ROOT);
        }
        Map<String, String> parameters = new LinkedHashMap<>();
        while (reader.nextParameter() && parameters.size() < PARAMETERS_MAX) {
            String name = reader.token().toLowerCase(Locale.ROOT);
            if (!name.isEmpty() && reader.take('=')) {
                parameters.putIfAbsent(name, reader.value());
            }
        }
        return new ContentType(type, subtype, parameters);
    }

    public Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /// A parameter as people read it: continuations joined and charsets decoded (RFC 2231), encoded words
    /// too (RFC 2047).
    public Optional<String> decodedParameter(String name) {
        return ExtendedParameter.decode(parameters, name);
    }

    public boolean is(String otherType, String otherSubtype) {
        return type.equals(otherType) && subtype.equals(otherSubtype);
    }

    public boolean isMultipart() {
        return type.equals("multipart");
    }

    /// A whole message stands inside (RFC 2046 §5.2.1, RFC 6532 §3.7).
    boolean isMessage() {
        return is("message", "rfc822") || is("message", "global");
    }

    /// What parts a multipart. RFC 2046 §5.1.1: it does not end with space.
    Optional<String> boundary() {
        return isMultipart()
                ? parameter("boundary").map(String::stripTrailing).filter(text -> !text.isEmpty())
                : Optional.empty();
    }

    @Override
    public String toString() {
        return subtype.isEmpty() ? type : type + "/" + subtype;
    }
}
