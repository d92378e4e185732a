package org.postrider.calendar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.postrider.api.mail.Mail;
import org.postrider.api.pipeline.Outcome;
import org.postrider.testkit.TestMail;

class ICalendarParserTest {
    private static final String INVITATION = """
            BEGIN:VCALENDAR
            PRODID:-//Example//EN
            VERSION:2.0
            METHOD:REQUEST
            BEGIN:VTIMEZONE
            TZID:Made up by a stranger
            BEGIN:STANDARD
            DTSTART:19701025T030000
            TZOFFSETFROM:+0200
            TZOFFSETTO:+0100
            END:STANDARD
            END:VTIMEZONE
            BEGIN:VEVENT
            UID:4711@example.net
            SEQUENCE:2
            DTSTAMP:20250225T080000Z
            DTSTART;TZID=Made up by a stranger:20250301T130000
            DTEND:20250301T140000Z
            SUMMARY:Lunch\\, and a long
              talk\\nafter it
            LOCATION;LANGUAGE=de:Köln
            ORGANIZER;CN="Ann: A.":mailto:ann@example.net
            ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:MAILTO:bob@example.org
            ATTENDEE:mailto:carol@example.org
            BEGIN:VALARM
            TRIGGER:-PT15M
            SUMMARY:not this one
            UID:nor this
            END:VALARM
            END:VEVENT
            BEGIN:VEVENT
            UID:another
            STATUS:CANCELLED
            END:VEVENT
            END:VCALENDAR
            """;

    @Test
    void anInvitationIsNotedInAttributes() throws Exception {
        Map<String, String> attributes = after("""
                Subject: lunch
                MIME-Version: 1.0
                Content-Type: multipart/alternative; boundary=b

                --b
                Content-Type: text/plain

                Lunch?
                --b
                Content-Type: text/calendar; method=REQUEST; charset=utf-8

                %s--b--
                """.formatted(INVITATION)).attributes();

        assertThat(attributes)
                .containsOnly(
                        entry("icalendar.method", "REQUEST"),
                        entry("icalendar.component", "VEVENT"),
                        entry("icalendar.uid", "4711@example.net"),
                        entry("icalendar.sequence", "2"),
                        entry("icalendar.dtstamp", "20250225T080000Z"),
                        entry("icalendar.dtstart", "20250301T130000 Made up by a stranger"),
                        entry("icalendar.dtend", "20250301T140000Z"),
                        entry("icalendar.summary", "Lunch, and a long talk after it"),
                        entry("icalendar.location", "Köln"),
                        entry("icalendar.organizer", "ann@example.net"),
                        entry("icalendar.attendees", "bob@example.org,carol@example.org"));
    }

    @Test
    void mailWithoutACalendarHasNoSuchAttributesWhateverItCameWith() throws Exception {
        Mail mail = TestMail.from("ann@example.net")
                .to("bob@example.org")
                .text("Subject: x\n\nno calendar\n")
                .attribute("icalendar.uid", "a lie")
                .attribute("site.icalendar", "stays")
                .build();

        assertThat(after(mail).attributes()).containsOnlyKeys("site.icalendar");
    }

    @Test
    void rubbishIsNoFault() throws Exception {
        for (String rubbish : new String[] {
            "", "BEGIN:VCALENDAR\n", "hello", "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID\nEND:VTODO\n", "END:VCALENDAR\n\0\n"
        }) {
            Mail mail = after("Content-Type: text/calendar\n\n" + rubbish);
            assertThat(mail.attributes()).as(rubbish).isEmpty();
        }
    }

    @Test
    void theServersOwnAttributesAreNotForIt() {
        assertThatThrownBy(() -> new ICalendarParser.Config("postrider.route")).hasMessageContaining("your own");
    }

    private static Mail after(String text) throws Exception {
        return after(TestMail.from("ann@example.net")
                .to("bob@example.org")
                .text(text)
                .build());
    }

    private static Mail after(Mail mail) throws Exception {
        ICalendarParser parser = new ICalendarParser(new ICalendarParser.Config("icalendar"));
        return ((Outcome.Continue) parser.service(mail)).mail();
    }
}
