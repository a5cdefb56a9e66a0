package io.camelopard.cli;

import io.camelopard.FinalException;
import io.camelopard.MisuseException;
import io.camelopard.TransientException;
import io.camelopard.flow.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IVersionProvider;

/** The program. Each command is a class of its own; what fails is told in one line and by the exit status. */
@Command(
        name = "camelopard",
        description = "Ingests the Virtual Observatory: finds, fetches and stores data products, durably and politely.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            DemoCommand.class,
            RunCommand.class,
            HarvestCommand.class,
            CheckCommand.class,
            StatusCommand.class,
            ReportCommand.class,
            RetryCommand.class,
            VerifyCommand.class,
            WorkCommand.class,
            WarmupCommand.class
        },
        footer = {
            "",
            "Exit status:",
            "  0    everything asked for is stored",
            "  1    some products or targets failed",
            "  2    the harvest or the command is wrong",
            "  3    discovery failed",
            "  130  interrupted"
        })
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /** Runs one command; its exit status. */
    static int run(String... args) {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler(failures())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .execute(args);
    }

    private static IExecutionExceptionHandler failures() {
        return (e, command, parsed) -> {
            Lines.print(command.getErr(), "camelopard: %s", e.getMessage() == null ? e : e.getMessage());
            if (e instanceof MisuseException) {
                return Exit.MISUSE;
            }
            if (!(e instanceof FinalException || e instanceof TransientException)) {
                trace(e).lines().forEach(line -> Lines.print(command.getErr(), "%s", line));
            }
            return Exit.DISCOVERY_FAILED;
        };
    }

    private static String trace(Exception e) {
        StringWriter trace = new StringWriter();
        e.printStackTrace(new PrintWriter(trace));
        return trace.toString();
    }

    /** {@code camelopard --version}. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"Camelopard " + Settings.version()};
        }
    }
}
