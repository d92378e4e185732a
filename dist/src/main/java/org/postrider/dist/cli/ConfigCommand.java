package org.postrider.dist.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.postrider.kernel.boot.ConfigurationException;
import org.postrider.kernel.boot.PostriderServer;
import org.postrider.kernel.boot.ShownConfig;
import org.postrider.kernel.config.Problems.Problem;
import org.postrider.kernel.config.Setting;
import org.postrider.kernel.control.ControlClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/// `postrider config`
@Command(name = "config", description = "The configuration in HOME/conf.")
final class ConfigCommand {
    @ParentCommand
    private PostriderCommand postrider;

    @Spec
    private CommandSpec spec;

    @Command(name = "check", description = "Shows everything that is wrong with it, each with file:line:column.")
    int check() throws Exception {
        int code = check(postrider.home(), spec.commandLine().getErr());
        if (code == 0) {
            spec.commandLine().getOut().println("The configuration is good.");
        }
        return code;
    }

    @Command(
            name = "show",
            description = "Shows the options that are given, each with its file and line. Accounts and secrets are not"
                    + " shown.")
    int show(
            @Option(names = "--effective", description = "Also those that have their defaults.") boolean effective,
            @Option(names = "--json", description = "As a JSON array.") boolean json)
            throws Exception {
        print(settings().filter(setting -> effective || setting.place().isPresent()), json);
        return 0;
    }

    @Command(name = "diff", description = "Shows the options that are given and differ from their defaults.")
    int diff(@Option(names = "--json", description = "As a JSON array.") boolean json) throws Exception {
        print(settings().filter(Setting::isChanged), json);
        return 0;
    }

    private Stream<Setting> settings() throws Exception {
        try {
            return ShownConfig.of(postrider.home()).stream();
        } catch (ConfigurationException e) {
            throw new CommandFailedException(String.valueOf(e.getMessage()));
        }
    }

    private void print(Stream<Setting> settings, boolean json) {
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.text(settings.map(ConfigCommand::members).toList()));
            return;
        }
        settings.forEach(setting -> {
            String place = setting.place()
                    .map(at -> at.file().getFileName() + ":" + at.line())
                    .orElse("default");
            String otherwise = setting.place().isPresent()
                    ? setting.otherwise()
                            .filter(text -> setting.isChanged())
                            .map(text -> ", default " + text)
                            .orElse("")
                    : "";
            out.println(setting.path() + " = " + setting.value() + "   (" + place + otherwise + ")");
        });
    }

    private static Map<String, Object> members(Setting setting) {
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("option", setting.path());
        members.put("value", setting.value());
        setting.place().ifPresent(at -> members.put("place", at.toString()));
        setting.otherwise().ifPresent(text -> members.put("default", text));
        return members;
    }

    @Command(
            name = "reload",
            description =
                    "Lets the running server take pipeline.xml, routes.xml and the mailets and matchers of plugins anew. Where"
                            + " anything in HOME/conf or HOME/plugins is wrong, nothing changes.")
    int reload() throws Exception {
        Path home = postrider.home();
        Map<String, Object> answer = new ControlClient(home)
                .ask("config-reload", Map.of())
                .orElseThrow(() -> new CommandFailedException(
                        "the server is not running; start it with: postrider --home " + home + " start"));
        List<String> problems = lines(answer, "problems");
        if (!problems.isEmpty()) {
            PrintWriter err = spec.commandLine().getErr();
            problems.forEach(err::println);
            err.println("Nothing was changed; the server goes on as it was.");
            return 1;
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("Reloaded the pipeline, its plugins and the routes.");
        lines(answer, "restart").forEach(out::println);
        return 0;
    }

    private static List<String> lines(Map<String, Object> answer, String name) {
        return answer.get(name) instanceof List<?> lines
                ? lines.stream().map(String::valueOf).toList()
                : List.of();
    }

    static int check(Path home, PrintWriter err) {
        List<Problem> problems = PostriderServer.configCheck(home);
        problems.forEach(err::println);
        return problems.isEmpty() ? 0 : 1;
    }
}
