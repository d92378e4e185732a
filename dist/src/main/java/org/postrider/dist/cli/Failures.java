package org.postrider.dist.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.postrider.api.directory.DirectoryUnavailableException;
import org.postrider.kernel.boot.StartException;
import org.postrider.kernel.control.ControlException;
import org.postrider.kernel.directory.DirectoryChangeException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Tells of a failure in a sentence, with exit code 1; only our own bugs show a stack trace.
final class Failures implements IExecutionExceptionHandler {
    @Override
    public int handleExecutionException(Exception failure, CommandLine commandLine, ParseResult result) {
        PrintWriter err = commandLine.getErr();
        switch (failure) {
            case CommandFailedException e -> err.println(e.getMessage());
            case ControlException e -> err.println(e.getMessage());
            case DirectoryChangeException e -> err.println(e.getMessage());
            case DirectoryUnavailableException e -> err.println(e.getMessage());
            case StartException e -> err.println(e.getMessage());
            case AccessDeniedException e ->
                err.println(e.getFile() + " cannot be read or written; run this as the owner of the home");
            case NoSuchFileException e -> err.println(e.getFile() + " does not exist");
            case IOException e -> err.println(e.getMessage());
            default -> failure.printStackTrace(err);
        }
        return CommandLine.ExitCode.SOFTWARE;
    }
}
