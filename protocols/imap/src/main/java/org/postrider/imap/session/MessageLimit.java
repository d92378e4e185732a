package org.postrider.imap.session;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.postrider.api.net.ConnectionEndedException;
import org.postrider.api.store.UidSet;
import org.postrider.imap.selected.SelectedMailbox;
import org.postrider.imap.wire.CommandFailedException;
import org.postrider.imap.wire.Responses;

/// How many messages one command works on (RFC 9738 §3): those with the highest UIDs, and the client is told how far it
/// came.
///
/// @param uids of the messages that it works on
/// @param code for the tagged answer, with a space behind it; empty where it works on all
public record MessageLimit(UidSet uids, String code) {
    /// Those of `uids` that the client knows, as far as one command goes.
    public static MessageLimit of(Call call, UidSet uids) throws CommandFailedException {
        int limit = call.config().maxMessagesPerCommand();
        if (limit == 0 || uids.size() <= limit) {
            return new MessageLimit(uids, "");
        }
        long[] known = known(call.selected(), uids);
        if (known.length <= limit) {
            return new MessageLimit(uids, "");
        }
        long[] done = Arrays.copyOfRange(known, known.length - limit, known.length);
        return new MessageLimit(UidSet.of(done), code(limit, done[0]));
    }

    /// The tagged answer where the work ended with that UID.
    public static String done(Call call, int limit, long lowest) {
        return new MessageLimit(UidSet.EMPTY, code(limit, lowest)).done(call);
    }

    private static String code(int limit, long lowest) {
        return "[MESSAGELIMIT " + limit + " " + lowest + "] ";
    }

    /// Where a part would be of no use: no more than one command works on, or nothing is done.
    public static void checkAll(Call call, UidSet uids) throws CommandFailedException {
        int limit = call.config().maxMessagesPerCommand();
        if (limit != 0 && uids.size() > limit) {
            check(known(call.selected(), uids).length, limit);
        }
    }

    /// The same for messages that are put into a mailbox, which may have a limit of their own (SAVELIMIT).
    public static void checkSaved(Call call, UidSet uids) throws CommandFailedException {
        int limit = call.config().savedPerCommand();
        if (limit != 0 && uids.size() > limit) {
            check(known(call.selected(), uids).length, limit);
        }
    }

    /// @throws CommandFailedException where there are more than one command works on
    public static void check(long messages, int limit) throws CommandFailedException {
        if (limit != 0 && messages > limit) {
            throw CommandFailedException.no("[MESSAGELIMIT " + limit + "] more than " + limit + " messages");
        }
    }

    public boolean isPart() {
        return !code.isEmpty();
    }

    /// The tagged answer of success.
    public String done(Call call) {
        return "OK " + code + call.name() + (isPart() ? " done in part" : " done");
    }

    /// Tells it apart from the tagged answer, which has another code.
    public void tell(Responses out) throws ConnectionEndedException {
        if (isPart()) {
            out.untagged("OK " + code + "done in part");
        }
    }

    private static long[] known(SelectedMailbox selected, UidSet uids) {
        LongStream.Builder known = LongStream.builder();
        for (int number = selected.next(uids, 1); number > 0; number = selected.next(uids, number + 1)) {
            known.add(selected.uid(number));
        }
        return known.build().toArray();
    }
}
