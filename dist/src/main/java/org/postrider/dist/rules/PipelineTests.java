package org.postrider.dist.rules;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.postrider.dist.rules.CaseFiles.Found;
import org.postrider.dist.rules.PipelineCase.Expect;
import org.postrider.dist.rules.PipelineCase.Field;
import org.postrider.kernel.config.Problems;

/// Runs the cases of a folder.
public final class PipelineTests {
    private PipelineTests() {}

    /// @param problems what is wrong with the files; where there is any, nothing is run
    /// @throws IOException where the folder cannot be read
    public static List<Result> run(Path folder, Rehearse rehearse, Problems problems) throws IOException {
        List<Found> cases = CaseFiles.read(folder, problems);
        List<Result> results = new ArrayList<>();
        if (problems.isEmpty()) {
            for (Found each : cases) {
                long begun = System.nanoTime();
                List<String> faults = faults(each, rehearse);
                results.add(new Result(
                        folder.relativize(each.file()).toString(),
                        each.rule().name(),
                        faults,
                        (System.nanoTime() - begun) / 1e9));
            }
        }
        return results;
    }

    private static List<String> faults(Found found, Rehearse rehearse) {
        Map<String, Object> answer;
        try {
            answer = rehearse.ask(question(found));
        } catch (Exception e) {
            return List.of(String.valueOf(e.getMessage()));
        }
        List<Map<?, ?>> ends = new ArrayList<>();
        for (Object end : answer.get("ends") instanceof List<?> list ? list : List.of()) {
            if (end instanceof Map<?, ?> map) {
                ends.add(map);
            }
        }
        List<String> faults = new ArrayList<>();
        for (Expect expect : found.rule().expect()) {
            check(expect, ends, faults);
        }
        ends.forEach(end -> faults.add(shown(end) + ", which no <expect> says"));
        return faults;
    }

    private static Map<String, Object> question(Found found) {
        PipelineCase rule = found.rule();
        Map<String, Object> question = new LinkedHashMap<>();
        if (rule.file().isPresent()) {
            question.put("file", found.message().toString());
        }
        rule.message().ifPresent(text -> question.put("text", text.strip() + "\n"));
        question.put("from", rule.from());
        question.put("to", rule.to());
        rule.auth().ifPresent(user -> question.put("auth", user));
        question.put("peer", rule.peer());
        question.put("tls", rule.tls());
        question.put("helo", rule.helo());
        question.put("trusted", rule.trusted());
        question.put("processor", rule.processor());
        return question;
    }

    // Takes out of `ends` the one that is meant.
    private static void check(Expect expect, List<Map<?, ?>> ends, List<String> faults) {
        String wanted = expect.end().name().toLowerCase(Locale.ROOT);
        List<Map<?, ?>> his = ends.stream()
                .filter(end -> expect.to().equalsIgnoreCase(String.valueOf(end.get("recipient"))))
                .toList();
        for (Map<?, ?> end : his) {
            boolean same = wanted.equals(end.get("end"))
                    && expect.where()
                            .filter(where -> !String.valueOf(end.get("where")).contains(where))
                            .isEmpty();
            if (same) {
                expect.header().forEach(field -> check(expect.to(), field, end, faults));
                ends.remove(end);
                return;
            }
        }
        String where = expect.where().map(text -> " (" + text + ")").orElse("");
        String instead = his.isEmpty()
                ? "; it reaches no such recipient"
                : "; but "
                        + String.join(
                                " and ", his.stream().map(PipelineTests::shown).toList());
        faults.add(expect.to() + " is expected to be " + wanted + where + instead);
        ends.removeAll(his);
    }

    private static void check(String recipient, Field field, Map<?, ?> end, List<String> faults) {
        List<String> values = new ArrayList<>();
        for (Object each : end.get("header") instanceof List<?> list ? list : List.of()) {
            if (each instanceof Map<?, ?> map && field.name().equalsIgnoreCase(String.valueOf(map.get("name")))) {
                values.add(String.valueOf(map.get("value")));
            }
        }
        if (field.value().isEmpty() && !values.isEmpty()) {
            faults.add("what " + recipient + " gets has the field " + field.name() + ": " + values.getFirst());
        } else if (field.value().isPresent()
                && values.stream()
                        .noneMatch(value -> value.contains(field.value().get()))) {
            faults.add("what " + recipient + " gets has no field " + field.name() + " with '"
                    + field.value().get() + "'" + (values.isEmpty() ? "" : ", but '" + values.getFirst() + "'"));
        }
    }

    private static String shown(Map<?, ?> end) {
        String where = String.valueOf(end.get("where"));
        return end.get("recipient") + " is " + end.get("end") + (where.isEmpty() ? "" : " (" + where + ")");
    }

    /// Asks what the pipeline would do.
    @FunctionalInterface
    public interface Rehearse {
        /// @throws Exception with a sentence where it cannot be said
        Map<String, Object> ask(Map<String, Object> question) throws Exception;
    }

    /// @param file relative to the folder
    /// @param faults a sentence each; none where all is as expected
    public record Result(String file, String name, List<String> faults, double seconds) {
        public Result {
            faults = List.copyOf(faults);
        }
    }
}
