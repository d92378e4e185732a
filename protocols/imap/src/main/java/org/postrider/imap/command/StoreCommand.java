package org.postrider.imap.command;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.postrider.api.store.FlagChange;
import org.postrider.api.store.Flags;
import org.postrider.api.store.Mailbox;
import org.postrider.api.store.UidSet;
import org.postrider.imap.search.SearchAnswer;
import org.postrider.imap.selected.Feature;
import org.postrider.imap.selected.SelectedMailbox;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.LoggedIn;
import org.postrider.imap.session.MessageLimit;
import org.postrider.imap.session.Progress;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;

/// STORE (RFC 3501 §6.4.6, RFC 7162 §3.1.3).
final class StoreCommand {
    private StoreCommand() {}

    static String store(Call call) throws IOException, ImapSyntaxException, CommandFailedException {
        SelectedMailbox selected = call.selected();
        LoggedIn account = call.account();
        ImapInput input = call.input();
        boolean uid = call.uid();
        input.expectSpace();
        UidSet uids = selected.resolve(input.sequenceSet(), uid);
        input.expectSpace();
        long unchangedSince = Long.MAX_VALUE;
        if (input.take('(')) {
            // RFC 7162 §3.1.3
            if (!input.word().equals("UNCHANGEDSINCE")) {
                throw new ImapSyntaxException("STORE knows UNCHANGEDSINCE alone");
            }
            input.expectSpace();
            unchangedSince = input.number();
            input.expect(')');
            input.expectSpace();
            account.turnOn(Feature.CONDSTORE);
        }
        String item = input.atom("").toUpperCase(Locale.ROOT);
        boolean silent = item.endsWith(".SILENT");
        FlagChange.Mode mode = switch (silent ? item.substring(0, item.length() - ".SILENT".length()) : item) {
            case "FLAGS" -> FlagChange.Mode.SET;
            case "+FLAGS" -> FlagChange.Mode.ADD;
            case "-FLAGS" -> FlagChange.Mode.REMOVE;
            default -> throw new ImapSyntaxException("STORE knows FLAGS, +FLAGS and -FLAGS");
        };
        input.expectSpace();
        Flags flags = input.flags();
        input.expectEnd();
        call.writable();
        if (unchangedSince < Long.MAX_VALUE) {
            // The one tagged answer has one code, and MODIFIED may need it.
            MessageLimit.checkAll(call, uids);
        }
        account.sync(false);
        MessageLimit limit = MessageLimit.of(call, uids);
        long since = unchangedSince;
        Mailbox.StoreResult result =
                Progress.during(call, () -> selected.mailbox().store(limit.uids(), new FlagChange(mode, flags), since));
        selected.told(result.changed(), result.highestModSeq());
        account.sync(false);
        // With CONDSTORE even a silent STORE tells the new MODSEQ (RFC 7162 §3.1.3).
        if (!silent || account.has(Feature.CONDSTORE)) {
            UidSet changed = result.changed();
            for (int number = selected.next(changed, 1); number > 0; number = selected.next(changed, number + 1)) {
                int position = selected.position(number);
                if (position >= 0) {
                    if (silent) {
                        account.news().modSeq(selected.view(), number, position, uid);
                    } else {
                        account.news().flags(selected.view(), number, position, uid);
                    }
                }
            }
        }
        if (uid) {
            account.sync(true);
        }
        return result.modified().isEmpty()
                ? limit.done(call)
                : "OK [MODIFIED " + shown(selected, result.modified(), uid) + "] some have changed meanwhile";
    }

    private static String shown(SelectedMailbox selected, UidSet uids, boolean uid) {
        if (uid) {
            return uids.toString();
        }
        List<Long> numbers = new ArrayList<>();
        for (int number = 1; number <= selected.count(); number++) {
            if (uids.contains(selected.uid(number))) {
                numbers.add((long) number);
            }
        }
        return SearchAnswer.runs(numbers);
    }
}
