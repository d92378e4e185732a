package org.postrider.mailets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.postrider.api.config.HostPort;
import org.postrider.api.config.Secret;
import org.postrider.api.directory.UserDirectory;
import org.postrider.api.event.MailObserver;
import org.postrider.api.mail.Mail;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;
import org.postrider.api.net.ProtocolHandler;
import org.postrider.api.net.TlsLevel;
import org.postrider.api.pipeline.EndsTheWay;
import org.postrider.api.pipeline.Mailet;
import org.postrider.api.pipeline.Matcher;
import org.postrider.api.pipeline.Outcome;
import org.postrider.api.pipeline.ProcessorName;
import org.postrider.api.plugin.PluginRegistry;
import org.postrider.api.search.SearchIndex;
import org.postrider.api.smtp.SessionFilter;
import org.postrider.api.store.DerivedField;
import org.postrider.api.store.Flags;
import org.postrider.api.store.MailStore;
import org.postrider.api.store.MailboxName;
import org.postrider.api.transport.Route;
import org.postrider.api.transport.Transport;
import org.postrider.testkit.MemoryStore;
import org.postrider.testkit.MutableClock;
import org.postrider.testkit.TestMail;

/// The mailets at which a mail's way ends, and what they answer.
class EndsTest {
    private static final List<HostPort> HOSTS = List.of(HostPort.parse("a.example:25"), HostPort.parse("b.example"));

    private final Mail mail = TestMail.from("ann@example.org")
            .to("bob@example.test", "eve@example.test")
            .build();

    @Test
    void bounceGivesItsReason() {
        Reply reply = Reply.parse("550 5.1.1 no such user here");

        assertThat(new Bounce(new Bounce.Config(Optional.of(reply), Optional.empty(), false)).service(mail))
                .isEqualTo(new Outcome.Bounce(mail, reply));
    }

    @Test
    void bounceWithoutAReasonGivesThatOfTheHostThatRefused() {
        Mail refused = mail.withAttribute("postrider.failure", "552 5.2.2 mailbox full, sorry");

        assertThat(new Bounce(new Bounce.Config(Optional.empty(), Optional.empty(), false)).service(refused))
                .isEqualTo(new Outcome.Bounce(refused, Reply.of(552, "5.2.2", "mailbox full, sorry")));
        assertThat(new Bounce(new Bounce.Config(Optional.empty(), Optional.empty(), false)).service(mail))
                .isEqualTo(new Outcome.Bounce(mail, Reply.of(554, "5.0.0", "the message could not be delivered")));
    }

    @Test
    void everyReplyOfAHostCanBeReadAgain() {
        for (Reply reply : List.of(
                Reply.of(550, "", ""),
                Reply.of(599, "", "  odd  "),
                Reply.of(550, "5.7.1", "first\r\nsecond"),
                Reply.of(421, "4.7.0", "later"))) {
            Mail refused = mail.withAttribute("postrider.failure", reply.toString());

            Outcome outcome = new Bounce(new Bounce.Config(Optional.empty(), Optional.empty(), false)).service(refused);

            assertThat(((Outcome.Bounce) outcome).reason().code()).isEqualTo(reply.code());
        }
    }

    @Test
    void bounceForAReasonThatIsNoFailureIsRefused() {
        for (String reply : List.of("250 2.0.0 fine", "450 4.2.0 later")) {
            assertThatThrownBy(() -> new Bounce.Config(Optional.of(Reply.parse(reply)), Optional.empty(), false))
                    .hasMessage("'" + reply + "' is no failure for good; write a reply that begins with 5");
        }
    }

    @Test
    void discardSaysWhy() {
        assertThat(new Discard(new Discard.Config("robot")).service(mail))
                .isEqualTo(new Outcome.Discard(mail, "robot"));
    }

    @Test
    void localDeliveryNamesAMailbox() throws Exception {
        MemoryStore store = new MemoryStore(MutableClock.at("2025-03-01T12:00:00Z"));
        assertThat(new LocalDelivery(new LocalDelivery.Config("Spam/Maybe", true), store).service(mail))
                .isEqualTo(new Outcome.Store(mail, new MailboxName(List.of("Spam", "Maybe")), Flags.NONE));
        assertThatThrownBy(() -> new LocalDelivery.Config("INBOX", false)).hasMessageContaining("consume is true");
        assertThatThrownBy(() -> new LocalDelivery.Config("a//b", true)).isInstanceOf(IllegalArgumentException.class);
    }

    // RFC 5233
    @Test
    void aSubAddressNamesAFolderThatIsThereElseTheInbox() throws Exception {
        MemoryStore store = new MemoryStore(MutableClock.at("2025-03-01T12:00:00Z"));
        store.account(MailAddress.parse("bob@example.test")).create(MailboxName.of("lists"), Optional.empty());
        LocalDelivery delivery = new LocalDelivery(new LocalDelivery.Config("INBOX", true), store);
        Mail two = TestMail.from("ann@example.org")
                .to("bob@example.test", "eve@example.test")
                .attribute(LocalDelivery.FOLDER_ATTRIBUTE, "lists")
                .build();

        Outcome.Split split = (Outcome.Split) delivery.service(two);

        assertThat(split.parts())
                .extracting(part -> ((Outcome.Store) part).mailbox() + " "
                        + ((Outcome.Store) part).mail().recipients())
                .containsExactly("lists [bob@example.test]", "INBOX [eve@example.test]");
        assertThat(delivery.service(mail.withAttribute(LocalDelivery.FOLDER_ATTRIBUTE, "a//b")))
                .isInstanceOfSatisfying(
                        Outcome.Store.class,
                        stored -> assertThat(stored.mailbox().isInbox()).isTrue());
    }

    @Test
    void lmtpForwardNamesTheServersInOrder() {
        assertThat(new LmtpForward(new LmtpForward.Config(HOSTS, TlsLevel.NONE)).service(mail))
                .isEqualTo(new Outcome.Relay(mail, new Route("lmtp", HOSTS, TlsLevel.NONE, Optional.empty())));
        assertThatThrownBy(() -> new LmtpForward.Config(List.of(), TlsLevel.NONE))
                .hasMessageContaining("say where to");
    }

    @Test
    void remoteDeliveryGoesToTheWorldOrToASmartHost() {
        Secret password = new Secret("p");
        RemoteDelivery.Config world =
                new RemoteDelivery.Config(List.of(), TlsLevel.OPPORTUNISTIC, Optional.empty(), Optional.empty());
        RemoteDelivery.Config smart =
                new RemoteDelivery.Config(HOSTS, TlsLevel.VERIFIED, Optional.of("u"), Optional.of(password));

        assertThat(new RemoteDelivery(world).service(mail)).isEqualTo(new Outcome.Relay(mail, Route.BY_MX));
        assertThat(new RemoteDelivery(smart).service(mail))
                .isEqualTo(new Outcome.Relay(
                        mail,
                        new Route(
                                "smtp", HOSTS, TlsLevel.VERIFIED, Optional.of(new Route.Credentials("u", password)))));
    }

    @Test
    void aPasswordGoesToASmartHostOrNowhere() {
        Optional<Secret> password = Optional.of(new Secret("p"));

        assertThatThrownBy(() -> new RemoteDelivery.Config(HOSTS, TlsLevel.OPPORTUNISTIC, Optional.of("u"), password))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("needs tls=\"verified\" or \"implicit\"");
        assertThatThrownBy(() -> new RemoteDelivery.Config(HOSTS, TlsLevel.NONE, Optional.empty(), password))
                .hasMessageContaining("go together");
        assertThatThrownBy(() -> new RemoteDelivery.Config(List.of(), TlsLevel.NONE, Optional.of("u"), password))
                .hasMessageContaining("needs a <gateway>");
    }

    @Test
    void toProcessorNamesIt() {
        assertThat(new ToProcessor(new ToProcessor.Config(new ProcessorName("spam"), Optional.empty())).service(mail))
                .isEqualTo(new Outcome.ToProcessor(mail, "spam"));
        assertThat(new ToProcessor(new ToProcessor.Config(new ProcessorName("spam"), Optional.of(" too odd ")))
                        .service(mail))
                .isEqualTo(new Outcome.ToProcessor(mail.withAttribute("postrider.notice", "too odd"), "spam"));
    }

    @Test
    void allThatEndTheWaySaySoAndNoOthers() {
        Registered registered = new Registered();

        new MailetsPlugin().register(registered);

        assertThat(registered.mailets)
                .filteredOn(type -> type.isAnnotationPresent(EndsTheWay.class))
                .extracting(Class::getSimpleName)
                .containsExactlyInAnyOrder(
                        "Bounce",
                        "Discard",
                        "DSNBounce",
                        "HeadersToHTTP",
                        "LmtpForward",
                        "LocalDelivery",
                        "RemoteDelivery",
                        "SerialiseToHTTP",
                        "ToProcessor",
                        "ToRepository",
                        "UseHeaderRecipients");
        assertThat(registered.mailets).doesNotHaveDuplicates();
        assertThat(registered.matchers).doesNotHaveDuplicates();
        assertThat(new MailetsPlugin().name()).isEqualTo("mailets");
    }

    private static final class Registered implements PluginRegistry {
        private final List<Class<?>> mailets = new ArrayList<>();
        private final List<Class<?>> matchers = new ArrayList<>();

        @Override
        public void mailet(Class<? extends Mailet> type) {
            mailets.add(type);
        }

        @Override
        public void matcher(Class<? extends Matcher> type) {
            matchers.add(type);
        }

        @Override
        public void protocol(String name, Class<? extends ProtocolHandler> type) {
            throw new AssertionError(name);
        }

        @Override
        public void sessionFilter(Class<? extends SessionFilter> type) {
            throw new AssertionError(type);
        }

        @Override
        public void observer(Class<? extends MailObserver> type) {
            throw new AssertionError(type);
        }

        @Override
        public void transport(String name, Class<? extends Transport> type) {
            // No mailet.
        }

        @Override
        public void store(String name, Class<? extends MailStore> type) {
            throw new AssertionError(name);
        }

        @Override
        public void directory(String name, Class<? extends UserDirectory> type) {
            throw new AssertionError(name);
        }

        @Override
        public void searchIndex(String name, Class<? extends SearchIndex> type) {
            throw new AssertionError(name);
        }

        @Override
        public void derivedField(Class<? extends DerivedField> type) {
            throw new AssertionError(type);
        }
    }
}
