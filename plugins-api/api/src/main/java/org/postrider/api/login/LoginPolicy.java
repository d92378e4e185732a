package org.postrider.api.login;

/// What the administrator allows.
@FunctionalInterface
public interface LoginPolicy {
    /// @param mechanism as it is registered with IANA: `SCRAM-SHA-256`
    boolean allows(String mechanism);
}
