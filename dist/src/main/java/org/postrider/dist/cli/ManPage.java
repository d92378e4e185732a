package org.postrider.dist.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// A page for `man` (man(7)) about a command and those below it, made of what `--help` says.
///
/// Picocli's own generator writes AsciiDoc; the program that turns it into a page brings Ruby into the build.
final class ManPage {
    private final StringBuilder roff = new StringBuilder();

    private ManPage() {}

    /// @param version of the server
    static String of(CommandLine command, String version) {
        ManPage page = new ManPage();
        CommandSpec spec = command.getCommandSpec();
        String name = spec.qualifiedName("-");
        page.line(".TH \"" + name.toUpperCase(Locale.ROOT) + "\" 1 \"\" \"postrider " + version + "\" \"Postrider\"");
        page.section("NAME");
        page.text(name + " - " + first(spec.usageMessage().description()));
        page.section("SYNOPSIS");
        page.synopsis(command);
        page.section("DESCRIPTION");
        for (String paragraph : spec.usageMessage().description()) {
            page.text(paragraph);
            page.line(".PP");
        }
        page.arguments(spec);
        boolean whole = spec.parent() == null;
        List<CommandLine> below = shown(command);
        if (!below.isEmpty()) {
            page.section("COMMANDS");
            below.forEach(each -> page.command(each, whole));
        }
        page.section("EXIT STATUS");
        page.entry("0", "done");
        page.entry("1", "refused or failed; a sentence says what to do");
        page.entry("2", "wrong usage");
        page.section("SEE ALSO");
        page.text(
                whole
                        ? "postrider-COMMAND(1) for each command; docs/administration.md"
                        : "postrider(1); docs/administration.md");
        return page.roff.toString();
    }

    /// Those that are not hidden, each once.
    static List<CommandLine> shown(CommandLine command) {
        List<CommandLine> shown = new ArrayList<>();
        for (CommandLine each : command.getSubcommands().values()) {
            if (!each.getCommandSpec().usageMessage().hidden() && !shown.contains(each)) {
                shown.add(each);
            }
        }
        return shown;
    }

    private void command(CommandLine command, boolean nameOnly) {
        CommandSpec spec = command.getCommandSpec();
        if (nameOnly) {
            entry(spec.name(), first(spec.usageMessage().description()));
            return;
        }
        line(".SS \"" + quoted(spec.qualifiedName(" ")) + "\"");
        synopsis(command);
        line(".PP");
        text(String.join(" ", spec.usageMessage().description()));
        arguments(spec);
        shown(command).forEach(each -> command(each, false));
    }

    private void synopsis(CommandLine command) {
        Help help = new Help(command.getCommandSpec(), Help.defaultColorScheme(Ansi.OFF));
        text(help.synopsis(0).replaceAll("\\s+", " ").strip());
    }

    private void arguments(CommandSpec spec) {
        for (PositionalParamSpec parameter : spec.positionalParameters()) {
            if (!parameter.hidden()) {
                entry(parameter.paramLabel(), description(parameter));
            }
        }
        for (OptionSpec option : spec.options()) {
            // Every command has --help and --version; the first page says so.
            if (!option.hidden() && (spec.parent() == null || !(option.usageHelp() || option.versionHelp()))) {
                String value = option.arity().max() > 0 ? " " + option.paramLabel() : "";
                entry(String.join(", ", option.names()) + value, description(option));
            }
        }
    }

    private static String description(ArgSpec argument) {
        Iterable<String> candidates = argument.completionCandidates();
        return String.join(" ", argument.description())
                .replace("${DEFAULT-VALUE}", String.valueOf(argument.defaultValueString(true)))
                .replace("${COMPLETION-CANDIDATES}", candidates == null ? "" : String.join(", ", candidates));
    }

    private static String first(String[] description) {
        String text = description.length == 0 ? "" : description[0];
        int end = text.indexOf(". ");
        return (end < 0 ? text : text.substring(0, end)).replaceFirst("\\.$", "");
    }

    private void section(String title) {
        line(".SH " + title);
    }

    private void entry(String term, String description) {
        line(".TP");
        line("\\fB" + quoted(term) + "\\fR");
        text(description);
    }

    private void text(String text) {
        line(quoted(text.replace("%n", " ")));
    }

    private void line(String line) {
        roff.append(line).append('\n');
    }

    // Backslashes, hyphens that are meant as such, and what would be a request at the beginning of a line.
    private static String quoted(String text) {
        String safe = text.replace("\\", "\\e").replace("-", "\\-").replace("\"", "\\(dq");
        return safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe;
    }
}
