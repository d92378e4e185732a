package org.postrider.imap.command;

import static org.postrider.imap.command.Commands.State.ANY;
import static org.postrider.imap.command.Commands.State.AUTHENTICATED;
import static org.postrider.imap.command.Commands.State.NOT_AUTHENTICATED;
import static org.postrider.imap.command.Commands.State.SELECTED;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.postrider.imap.search.MultiSearchCommand;
import org.postrider.imap.search.SearchCommands;
import org.postrider.imap.selected.Feature;
import org.postrider.imap.session.Call;
import org.postrider.imap.session.CommandTable;
import org.postrider.imap.session.ImapCommand;
import org.postrider.imap.session.ImapSession;
import org.postrider.imap.syntax.ImapInput;
import org.postrider.imap.syntax.ImapSyntaxException;
import org.postrider.imap.wire.CommandFailedException;
import org.postrider.imap.wire.Scratch;

/// All commands, a row for each: the one place where a command is registered.
public final class Commands implements CommandTable {
    private static final Map<String, Row> ROWS = List.of(
                    row("CAPABILITY", ANY, SessionCommands::capability),
                    row("NOOP", ANY, SessionCommands::noop),
                    row("LOGOUT", ANY, SessionCommands::logout),
                    row("ID", ANY, SessionCommands::id),
                    row("LANGUAGE", ANY, LanguageCommand::language),
                    row("STARTTLS", NOT_AUTHENTICATED, LoginCommands::startTls),
                    row("LOGIN", NOT_AUTHENTICATED, LoginCommands::login),
                    row("AUTHENTICATE", NOT_AUTHENTICATED, LoginCommands::authenticate),
                    row("COMPRESS", AUTHENTICATED, SessionCommands::compress),
                    row("UNAUTHENTICATE", AUTHENTICATED, SessionCommands::unauthenticate),
                    row("ENABLE", AUTHENTICATED, SessionCommands::enable),
                    row("NAMESPACE", AUTHENTICATED, SessionCommands::namespace),
                    row("NOTIFY", AUTHENTICATED, NotifyCommand::notify),
                    row("IDLE", AUTHENTICATED, IdleCommand::idle),
                    row("SELECT", AUTHENTICATED, SelectCommand::select),
                    row("EXAMINE", AUTHENTICATED, SelectCommand::examine),
                    row("CREATE", AUTHENTICATED, MailboxCommands::create),
                    row("DELETE", AUTHENTICATED, MailboxCommands::delete),
                    row("RENAME", AUTHENTICATED, MailboxCommands::rename),
                    row("SUBSCRIBE", AUTHENTICATED, MailboxCommands::subscribe),
                    row("UNSUBSCRIBE", AUTHENTICATED, MailboxCommands::unsubscribe),
                    row("LIST", AUTHENTICATED, ListCommand::list),
                    row("LSUB", AUTHENTICATED, ListCommand::lsub),
                    row("STATUS", AUTHENTICATED, StatusCommand::status),
                    row("APPEND", AUTHENTICATED, AppendCommand::append),
                    row("GETQUOTA", AUTHENTICATED, QuotaCommands::getQuota),
                    row("GETQUOTAROOT", AUTHENTICATED, QuotaCommands::getQuotaRoot),
                    row("GETMETADATA", AUTHENTICATED, MetadataCommands::getMetadata),
                    row("SETMETADATA", AUTHENTICATED, MetadataCommands::setMetadata),
                    row("GETACL", AUTHENTICATED, AclCommands::getAcl),
                    row("SETACL", AUTHENTICATED, AclCommands::setAcl),
                    row("DELETEACL", AUTHENTICATED, AclCommands::deleteAcl),
                    row("LISTRIGHTS", AUTHENTICATED, AclCommands::listRights),
                    row("MYRIGHTS", AUTHENTICATED, AclCommands::myRights),
                    row("SETQUOTA", AUTHENTICATED, QuotaCommands::setQuota),
                    row("CHECK", SELECTED, ExpungeCommands::check),
                    row("CLOSE", SELECTED, ExpungeCommands::close),
                    row("UNSELECT", SELECTED, ExpungeCommands::unselect),
                    uidRow("REPLACE", AppendCommand::replace),
                    uidRow("EXPUNGE", ExpungeCommands::expunge),
                    uidRow("SEARCH", SearchCommands::search),
                    uidRow("SORT", SearchCommands::sort),
                    uidRow("THREAD", SearchCommands::thread),
                    row("CANCELUPDATE", SELECTED, SearchCommands::cancelUpdate),
                    row("ESEARCH", AUTHENTICATED, MultiSearchCommand::multiSearch),
                    uidRow("FETCH", FetchCommand::fetch),
                    uidRow("STORE", StoreCommand::store),
                    uidRow("COPY", CopyCommands::copy),
                    uidRow("MOVE", CopyCommands::move))
            .stream()
            .collect(Collectors.toUnmodifiableMap(Row::name, Function.identity()));

    /// When a command may be given (RFC 3501 §3, §6).
    enum State {
        ANY,
        NOT_AUTHENTICATED,
        AUTHENTICATED,
        SELECTED
    }

    /// @param byUid it can also be given as `UID name`
    private record Row(String name, State state, boolean byUid, ImapCommand command) {}

    private static Row row(String name, State state, ImapCommand command) {
        return new Row(name, state, false, command);
    }

    private static Row uidRow(String name, ImapCommand command) {
        return new Row(name, SELECTED, true, command);
    }

    @Override
    public String capabilities(ImapSession session) {
        return Capabilities.of(session);
    }

    @Override
    public String execute(ImapSession session, String tag, ImapInput input, Scratch scratch)
            throws IOException, ImapSyntaxException, CommandFailedException {
        String name = input.word();
        boolean uid = name.equals("UID");
        if (uid) {
            input.expectSpace();
            name = input.word();
        }
        Row row = ROWS.get(name);
        if (row == null || (uid && !row.byUid())) {
            throw CommandFailedException.bad("there is no command " + (uid ? "UID " : "") + name);
        }
        Call call = new Call(session, tag, name, uid, input, scratch);
        switch (row.state()) {
            case ANY -> {}
            case NOT_AUTHENTICATED -> {
                if (session.account() != null) {
                    throw CommandFailedException.bad("you have logged in already");
                }
            }
            case AUTHENTICATED -> call.account();
            case SELECTED -> {
                call.selected();
                // RFC 9586 §3: sequence numbers are no more
                if (row.byUid()
                        && !uid
                        && !name.equals("EXPUNGE")
                        && call.account().has(Feature.UIDONLY)) {
                    throw CommandFailedException.bad("[UIDREQUIRED] give it as UID " + name);
                }
            }
        }
        return row.command().execute(call);
    }
}
