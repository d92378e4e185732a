package org.postrider.dist.server;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postrider.api.directory.RewriteTable.Step;
import org.postrider.api.mail.AddressSyntaxException;
import org.postrider.api.mail.MailAddress;
import org.postrider.api.mail.Reply;
import org.postrider.api.mail.ReversePath;
import org.postrider.kernel.control.ControlException;
import org.postrider.kernel.explain.AddressExplanation;
import org.postrider.kernel.explain.Explanation;
import org.postrider.kernel.explain.Explanation.Elsewhere;
import org.postrider.kernel.explain.Explanation.End;
import org.postrider.kernel.explain.Explanation.Hop;
import org.postrider.kernel.explain.Explanation.InMailbox;
import org.postrider.kernel.explain.Explanation.Nowhere;

/// Where mail for an address would end up, as the control socket and `--json` show it.
public final class AddressAnswers {
    private AddressAnswers() {}

    /// @param question with `address`, and perhaps `from` and `user`
    /// @throws ControlException where one of them is no address
    public static Map<String, Object> explain(AddressExplanation explanation, Map<String, Object> question)
            throws ControlException {
        MailAddress address = given(question, "address").orElseThrow(() -> new ControlException("say which address"));
        Optional<MailAddress> from = given(question, "from");
        return members(explanation.explain(address, new ReversePath(from), given(question, "user")));
    }

    private static Optional<MailAddress> given(Map<String, Object> question, String name) throws ControlException {
        if (!(question.get(name) instanceof String text)) {
            return Optional.empty();
        }
        try {
            return Optional.of(MailAddress.parse(text));
        } catch (AddressSyntaxException e) {
            throw new ControlException("'" + text + "' is no address: " + e.getMessage());
        }
    }

    private static Map<String, Object> members(Explanation explanation) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("address", explanation.address().toString());
        members.put(
                "steps",
                explanation.steps().stream().map(AddressAnswers::members).toList());
        explanation.refusal().ifPresent(reply -> members.put("refusal", reply.toString()));
        members.put(
                "ends", explanation.ends().stream().map(AddressAnswers::members).toList());
        return members;
    }

    private static Map<String, Object> members(Step step) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("address", step.address().toString());
        members.put("rule", step.rule());
        members.put("to", step.to());
        return members;
    }

    private static Map<String, Object> members(End end) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("address", end.address().toString());
        switch (end) {
            case InMailbox(var _, var mailbox, var why) -> {
                members.put("mailbox", mailbox);
                why.ifPresent(reason -> members.put("why", reason));
            }
            case Nowhere(var _, var reason) -> members.put("nowhere", reason);
            case Elsewhere elsewhere -> {
                members.put("route", elsewhere.route());
                members.put("transport", elsewhere.transport());
                members.put("tls", elsewhere.tls());
                members.put("logsIn", elsewhere.logsIn());
                members.put("hosts", hops(elsewhere.hops()));
                elsewhere.problem().map(Reply::toString).ifPresent(reason -> members.put("problem", reason));
                elsewhere.afterFailures().ifPresent(name -> members.put("afterFailures", name));
            }
        }
        return members;
    }

    private static List<Map<String, Object>> hops(List<Hop> hops) {
        return hops.stream()
                .map(hop -> {
                    Map<String, Object> members = new LinkedHashMap<>();
                    members.put("host", hop.host());
                    members.put("address", hop.address());
                    hop.bind().ifPresent(from -> members.put("from", from));
                    return members;
                })
                .toList();
    }
}
