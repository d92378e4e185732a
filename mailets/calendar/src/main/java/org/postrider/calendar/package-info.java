/// iCalendar (RFC 5545) for the pipeline: [org.postrider.calendar.ICalendarParser].
///
/// Of ical4j only the parser of lines is used, not its model: that would keep time zones which strangers make up, and
/// may
/// fetch them from elsewhere.
@NullMarked
package org.postrider.calendar;

import org.jspecify.annotations.NullMarked;
