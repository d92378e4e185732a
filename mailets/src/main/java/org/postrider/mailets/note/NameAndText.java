package org.postrider.mailets.note;

/// `name, text`: the condition of matchers that compare an attribute.
record NameAndText(String name, String text) {
    static NameAndText parse(String condition, String matcher) {
        int comma = condition.indexOf(',');
        if (comma < 1) {
            throw new IllegalArgumentException("write " + matcher + "=name, value");
        }
        return new NameAndText(
                condition.substring(0, comma).strip(),
                condition.substring(comma + 1).strip());
    }
}
