package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// What the commands below `postrider mailbox` that work through accounts have in common.
abstract class MailboxTaskCommand implements Callable<Integer> {
    @ParentCommand
    private MailboxCommand parent;

    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "As JSON.")
    private boolean json;

    Path home() throws CommandFailedException {
        return parent.home();
    }

    PrintWriter out() {
        return spec.commandLine().getOut();
    }

    /// Works through the accounts and prints what came of each.
    ///
    /// @return 1 where some of them have faults, which have been printed; else 0
    int run(String task, List<String> accounts, Map<String, Object> arguments) throws Exception {
        MailboxTask tasks = new MailboxTask(home(), spec.commandLine().getErr());
        List<Map<String, Object>> results = new ArrayList<>();
        boolean faults = false;
        for (String account : accounts) {
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("account", account);
            result.putAll(tasks.run(task, account, arguments(account, arguments)));
            faults |= hasFaults(result);
            if (json) {
                results.add(result);
            } else {
                print(result);
            }
        }
        if (json) {
            out().println(Json.text(results));
        }
        return faults ? 1 : 0;
    }

    /// Whether the command ends with 1.
    boolean hasFaults(Map<String, Object> result) {
        return result.get("faults") instanceof List<?> all && !all.isEmpty();
    }

    /// What one account's task gets.
    Map<String, Object> arguments(String account, Map<String, Object> common) {
        return common;
    }

    void print(Map<String, Object> result) {
        StringBuilder line = new StringBuilder(String.valueOf(result.get("account"))).append(':');
        result.forEach((name, value) -> {
            if (!name.equals("account") && !name.equals("faults")) {
                line.append(' ').append(name).append(' ').append(value);
            }
        });
        out().println(line);
        if (result.get("faults") instanceof List<?> faults) {
            faults.forEach(fault -> out().println("  " + fault));
        }
    }
}
