package org.postrider.calendar;

import org.postrider.api.plugin.Plugin;
import org.postrider.api.plugin.PluginRegistry;

/// Brings the mailet for calendars.
public final class CalendarPlugin implements Plugin {
    @Override
    public String name() {
        return "calendar";
    }

    @Override
    public String apiVersion() {
        return API_VERSION;
    }

    @Override
    public void register(PluginRegistry registry) {
        registry.mailet(ICalendarParser.class);
    }
}
