package org.postrider.dist.server;

import java.util.Map;
import org.postrider.kernel.boot.ConfigReload;
import org.postrider.kernel.config.Problems.Problem;

/// A reload as the control socket tells of it.
final class ReloadAnswers {
    private ReloadAnswers() {}

    static Map<String, Object> reload(ConfigReload reload) {
        ConfigReload.Answer answer = reload.reload();
        return Map.of(
                "problems", answer.problems().stream().map(Problem::toString).toList(), "restart", answer.restart());
    }
}
