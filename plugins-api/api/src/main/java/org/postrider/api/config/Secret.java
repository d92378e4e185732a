package org.postrider.api.config;

/// A password or key, which shows itself to nobody who does not ask: its text is `***`.
///
/// @param value the secret itself
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
