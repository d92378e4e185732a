package org.postrider.kernel.pipeline;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.postrider.kernel.config.ConfigElement;
import org.postrider.kernel.config.Location;
import org.postrider.kernel.config.Problems;

/// Looks at where mail goes between processors, before any does: finds steps and processors that none can reach, and
/// processors that send it round in a circle.
final class WayCheck {
    /// Marks a processor that mail enters which no step sends there.
    static final String ENTRY = "entry";

    private static final Set<String> ENTERED = Set.of(Pipeline.ROOT, Pipeline.ERROR, Pipeline.BOUNCES);

    private final Problems problems;

    WayCheck(Problems problems) {
        this.problems = problems;
    }

    /// A step, as far as its element tells.
    ///
    /// @param everybody its matcher takes each recipient
    /// @param ends its mailet never lets mail go on
    /// @param ignoring it does so where it fails
    /// @param ways processors that its options name
    /// @param failures processors to which its failures send mail
    /// @param onlyLeads its mailet does nothing but send mail to these processors
    record Place(
            Location location,
            boolean everybody,
            boolean ends,
            boolean ignoring,
            Set<String> ways,
            Set<String> failures,
            boolean onlyLeads) {
        boolean takesAll() {
            return everybody && ends && !ignoring;
        }

        /// Where everybody goes who comes here; empty where that depends on the mail.
        Optional<String> onlyWay() {
            return takesAll() && onlyLeads && ways.size() == 1 ? ways.stream().findFirst() : Optional.empty();
        }
    }

    /// @param elements the processors by name
    /// @param places the steps of each
    void check(Map<String, ConfigElement> elements, Map<String, List<Place>> places) {
        Map<String, List<Place>> reached = new LinkedHashMap<>();
        places.forEach((name, steps) -> reached.put(name, reachable(name, steps)));
        checkProcessors(elements, reached);
        checkCircles(elements, reached);
    }

    private List<Place> reachable(String processor, List<Place> steps) {
        for (int i = 0; i < steps.size() - 1; i++) {
            if (steps.get(i).takesAll()) {
                problems.add(
                        steps.get(i + 1).location(),
                        "no mail gets here: the mailet in line "
                                + steps.get(i).location().line() + " of the processor '" + processor
                                + "' takes all mail and lets none go on; give it a narrower match, or remove what"
                                + " stands behind it");
                return steps.subList(0, i + 1);
            }
        }
        return steps;
    }

    private void checkProcessors(Map<String, ConfigElement> elements, Map<String, List<Place>> places) {
        Set<String> reached = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(ENTERED);
        elements.forEach((name, element) -> element.attribute(ENTRY)
                .filter(entry -> entry.value().strip().equals("true"))
                .ifPresent(_ -> open.add(name)));
        while (!open.isEmpty()) {
            String name = open.pop();
            if (reached.add(name)) {
                for (Place place : places.getOrDefault(name, List.of())) {
                    open.addAll(place.ways());
                    open.addAll(place.failures());
                }
            }
        }
        elements.forEach((name, element) -> {
            if (!reached.contains(name)) {
                problems.add(
                        element.location(),
                        "no mail gets into the processor '" + name + "': no step that mail reaches names it; name it,"
                                + " remove it, or write " + ENTRY + "=\"true\" where mail comes by another way, such"
                                + " as repository reprocess");
            }
        });
    }

    // A circle of processors each of which sends on whatever reaches its end.
    private void checkCircles(Map<String, ConfigElement> elements, Map<String, List<Place>> places) {
        Set<String> seen = new HashSet<>();
        for (String start : elements.keySet()) {
            Set<String> way = new LinkedHashSet<>();
            String next = start;
            while (!seen.contains(next) && way.add(next)) {
                Optional<String> following = places.getOrDefault(next, List.of()).stream()
                        .flatMap(place -> place.onlyWay().stream())
                        .findFirst();
                if (following.isEmpty()) {
                    break;
                }
                next = following.get();
                if (way.contains(next)) {
                    List<String> all = new ArrayList<>(way);
                    checkCircle(all.subList(all.indexOf(next), all.size()), places);
                }
            }
            seen.addAll(way);
        }
    }

    // It is none for mail that a step inside changes so that another inside takes it out.
    private void checkCircle(List<String> circle, Map<String, List<Place>> places) {
        List<Place> steps = circle.stream()
                .flatMap(name -> places.getOrDefault(name, List.of()).stream())
                .toList();
        boolean changes = steps.stream().anyMatch(place -> !place.ends());
        boolean leaves = steps.stream()
                .anyMatch(place -> place.ends() && (!place.onlyLeads() || !circle.containsAll(place.ways())));
        if (!changes || !leaves) {
            problems.add(
                    steps.getLast().location(),
                    "mail would go round without end: " + String.join(" -> ", circle) + " -> " + circle.getFirst()
                            + "; let one of these processors end with LocalDelivery, RemoteDelivery, Bounce or"
                            + " Discard");
        }
    }
}
