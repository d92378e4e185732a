package org.postrider.calendar;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import net.fortuna.ical4j.data.ContentHandler;

/// Takes what is of interest from the lines of a calendar: its method, and its first event or task. Confined to one
/// thread.
final class EventReader implements ContentHandler {
    private static final Set<String> COMPONENTS = Set.of("VEVENT", "VTODO");
    private static final Set<String> TIMES = Set.of("DTSTART", "DTEND", "DUE", "RECURRENCE-ID");
    private static final Set<String> TEXTS =
            Set.of("UID", "SEQUENCE", "DTSTAMP", "SUMMARY", "LOCATION", "STATUS", "ORGANIZER");
    private static final int VALUE_LENGTH_MAX = 1000;
    private static final int ATTENDEES_MAX = 100;

    private final Map<String, String> found = new LinkedHashMap<>();
    private final Set<String> attendees = new LinkedHashSet<>();
    private int depth;
    private int eventDepth;
    private boolean ended;
    private String property = "";
    private String zone = "";
    private String value = "";

    Map<String, String> found() {
        if (!attendees.isEmpty()) {
            found.put("attendees", String.join(",", attendees));
        }
        return found;
    }

    @Override
    public void startCalendar() {
        depth = 0;
    }

    @Override
    public void endCalendar() {
        ended = true;
    }

    @Override
    public void startComponent(String name) {
        depth++;
        String component = name.toUpperCase(Locale.ROOT);
        if (depth == 1 && !ended && eventDepth == 0 && COMPONENTS.contains(component)) {
            eventDepth = depth;
            found.put("component", component);
        }
    }

    @Override
    public void endComponent(String name) {
        if (eventDepth > 0 && depth == eventDepth) {
            // The first alone.
            ended = true;
        }
        depth--;
    }

    @Override
    public void startProperty(String name) {
        property = name.toUpperCase(Locale.ROOT);
        zone = "";
        value = "";
    }

    @Override
    public void parameter(String name, String given) {
        if (name.equalsIgnoreCase("TZID")) {
            zone = given;
        }
    }

    @Override
    public void propertyValue(String given) {
        value = given;
    }

    @Override
    public void endProperty(String name) {
        if (depth == 0 && property.equals("METHOD")) {
            found.putIfAbsent("method", shortened(value.toUpperCase(Locale.ROOT)));
        }
        if (ended || eventDepth == 0 || depth != eventDepth) {
            return;
        }
        if (property.equals("ATTENDEE")) {
            if (attendees.size() < ATTENDEES_MAX) {
                attendees.add(address(value));
            }
        } else if (TIMES.contains(property)) {
            put(zone.isEmpty() ? value : value + " " + zone);
        } else if (property.equals("ORGANIZER")) {
            put(address(value));
        } else if (TEXTS.contains(property)) {
            put(text(value));
        }
    }

    private void put(String read) {
        found.putIfAbsent(property.toLowerCase(Locale.ROOT), shortened(read));
    }

    // RFC 5545 §3.3.3: a calendar address is a URI, mostly mailto
    private static String address(String uri) {
        String address = uri.regionMatches(true, 0, "mailto:", 0, 7) ? uri.substring(7) : uri;
        return shortened(address.strip().replace(",", "%2C"));
    }

    // RFC 5545 §3.3.11
    private static String text(String escaped) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < escaped.length(); i++) {
            char c = escaped.charAt(i);
            if (c == '\\' && i + 1 < escaped.length()) {
                char next = escaped.charAt(++i);
                text.append(next == 'n' || next == 'N' ? ' ' : next);
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    // One line: it may end in a header field.
    private static String shortened(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ").strip();
        return line.length() > VALUE_LENGTH_MAX ? line.substring(0, VALUE_LENGTH_MAX) : line;
    }
}
