package org.postrider.api.store;

/// What STORE does to flags (RFC 9051 §6.4.6).
public record FlagChange(Mode mode, Flags flags) {
    public Flags appliedTo(Flags old) {
        return switch (mode) {
            case SET -> flags;
            case ADD -> old.with(flags);
            case REMOVE -> old.without(flags);
        };
    }

    public enum Mode {
        SET,
        ADD,
        REMOVE
    }
}
