package org.postrider.dist.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `postrider java-cache`: here for the help alone. The launcher does it, before there is a Java that could.
@Command(
        name = "java-cache",
        description =
                "Makes the class cache with which the server starts faster, for this installation and the Java that"
                        + " is found. To be repeated after another Java was installed; without it all works, but starts"
                        + " slower.")
final class JavaCacheCommand implements Callable<Integer> {
    @Override
    public Integer call() throws CommandFailedException {
        throw new CommandFailedException("write bin/postrider java-cache, without options");
    }
}
