package org.postrider.mailets.note;

/// Names of attributes that a configuration may set.
final class Names {
    private Names() {}

    static void check(String name) {
        if (name.isBlank() || name.startsWith("postrider.")) {
            throw new IllegalArgumentException(
                    "'" + name + "' cannot be set: attributes of postrider. are the server's own");
        }
    }
}
