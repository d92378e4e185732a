package org.postrider.kernel.journal;

/// Where a record's payload stands.
///
/// @param segment the segment's number
/// @param offset of the payload in the segment's file
/// @param length of the payload, in octets
public record Position(long segment, long offset, int length) {}
