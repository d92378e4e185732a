package org.postrider.kernel.journal;

import java.io.IOException;

/// A file among the journal's that is no segment of this version.
final class DamagedSegmentException extends IOException {
    DamagedSegmentException(String message) {
        super(message);
    }
}
