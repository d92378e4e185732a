package org.postrider.imap.command;

import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.LoggedIn;
import org.postrider.imap.session.Notifications;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.syntax.NotifyEvent;
import org.postrider.imap.syntax.NotifyParser;
import org.postrider.imap.syntax.NotifyParser.BadEventException;
import org.postrider.imap.syntax.NotifyParser.Group;
import org.postrider.imap.syntax.SearchSource;
import org.postrider.imap.wire.CommandFailedException;

/// NOTIFY (RFC 5465 §3.1).
final class NotifyCommand {
    private NotifyCommand() {}

    static String notify(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        NotifyParser.Request request;
        try {
            request = new NotifyParser(call.input()).request();
        } catch (BadEventException e) {
            throw CommandFailedException.no("[BADEVENT (" + NotifyEvent.names() + ")] there is no such event");
        }
        LoggedIn account = call.account();
        List<Group> others =
                request.groups().stream().filter(group -> !group.isSelected()).toList();
        Notifications notifications = new Notifications(
                account,
                call.services().sharing(),
                others,
                call.out(),
                call.session().connection()::wake);
        try {
            notifications.start(request.status());
        } catch (IOException | CommandFailedException e) {
            notifications.close();
            throw e;
        }
        account.follow(notifications);
        Optional<Group> selected =
                request.groups().stream().filter(Group::isSelected).findFirst();
        Set<NotifyEvent> events = selected.map(Group::events).orElse(EnumSet.noneOf(NotifyEvent.class));
        boolean delayed = selected.isPresent() && selected.get().source().kind() == SearchSource.Kind.SELECTED_DELAYED;
        account.wanted().ask(events, selected.map(Group::items).orElse(List.of()), delayed);
        account.watchSelected(call.session().connection()::wake);
        // RFC 5465 §3.1: as NOOP
        account.sync(true);
        return call.done();
    }
}
