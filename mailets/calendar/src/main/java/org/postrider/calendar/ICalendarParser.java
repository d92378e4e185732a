package org.postrider.calendar;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.fortuna.ical4j.data.CalendarParserImpl;
import net.fortuna.ical4j.data.ParserException;
import net.fortuna.ical4j.data.UnfoldingReader;
import org.postrider.api.config.Option;
import org.postrider.api.mail.Content;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Outcome;
import org.postrider.mime.MimeEntity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the first calendar in the message, an invitation or the answer to one (RFC 5545), and notes its first event in
/// attributes.
///
/// ```xml
/// <mailet match="HasMimeTypeAnySubPart=text/calendar" class="ICalendarParser"/>
/// ```
///
/// They are `icalendar.method` (REQUEST, REPLY, CANCEL, ...), `.component` (VEVENT, VTODO), `.uid`, `.sequence`,
/// `.dtstamp`,
/// `.dtstart`, `.dtend`, `.recurrence-id`, `.summary`, `.location`, `.status`, `.organizer` and `.attendees`, mail
/// addresses
/// between commas; each only where the calendar has it. A time is as it stands there, with its zone behind it:
/// `20250301T120000Z`, `20250301T130000 Europe/Berlin`. MailAttributesToMimeHeaders puts them into the header. A
/// calendar
/// that cannot be read leaves no attribute.
final class ICalendarParser implements Mailet {
    private static final Logger LOG = LoggerFactory.getLogger(ICalendarParser.class);
    private static final int OCTETS_MAX = 1024 * 1024;

    private final Config config;

    public ICalendarParser(Config config) {
        this.config = config;
    }

    /// @param destinationAttribute what their names begin with
    record Config(
            @Option(doc = "What the names of the attributes begin with, before the dot.", defaultValue = "icalendar")
            String destinationAttribute) {
        Config {
            if (destinationAttribute.isBlank() || destinationAttribute.startsWith("postrider")) {
                throw new IllegalArgumentException(
                        "destinationAttribute is a word of your own; those that begin with postrider are the server's");
            }
        }
    }

    @Override
    public Outcome service(Mail mail) throws IOException {
        Content content = mail.message().content();
        Mail changed = withoutOld(mail);
        Optional<MimeEntity> part = calendar(MimeEntity.parse(content));
        if (part.isEmpty()) {
            return new Outcome.Continue(changed);
        }
        Map<String, String> found;
        try {
            EventReader reader = new EventReader();
            new CalendarParserImpl()
                    .parse(new UnfoldingReader(new StringReader(part.get().text(content, OCTETS_MAX)), true), reader);
            found = reader.found();
        } catch (ParserException | RuntimeException e) {
            // Strangers send it: what cannot be read is no fault of ours.
            LOG.info("The calendar in {} cannot be read: {}", mail.id(), e.toString());
            return new Outcome.Continue(changed);
        }
        for (Map.Entry<String, String> each : found.entrySet()) {
            changed = changed.withAttribute(config.destinationAttribute() + "." + each.getKey(), each.getValue());
        }
        return new Outcome.Continue(changed);
    }

    private Mail withoutOld(Mail mail) {
        Mail changed = mail;
        for (String name : mail.attributes().keySet()) {
            if (name.startsWith(config.destinationAttribute() + ".")) {
                changed = changed.withoutAttribute(name);
            }
        }
        return changed;
    }

    private static Optional<MimeEntity> calendar(MimeEntity root) {
        List<MimeEntity> open = new ArrayList<>(List.of(root));
        while (!open.isEmpty()) {
            MimeEntity entity = open.removeFirst();
            if (entity.type().is("text", "calendar") || entity.type().is("application", "ics")) {
                return Optional.of(entity);
            }
            // A message in the message has its own.
            if (entity.isMultipart()) {
                open.addAll(0, entity.children());
            }
        }
        return Optional.empty();
    }
}
