package org.postrider.api.smtp;

import java.util.List;

/// The filters of a listener in their order: what the constructor of a protocol takes that has these stages. Immutable.
public final class SessionFilters {
    /// Of a listener without any.
    public static final SessionFilters NONE = new SessionFilters(List.of());

    private final List<SessionFilter> filters;

    public SessionFilters(List<SessionFilter> filters) {
        this.filters = List.copyOf(filters);
    }

    public List<SessionFilter> all() {
        return filters;
    }
}
