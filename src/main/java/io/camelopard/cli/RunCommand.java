package io.camelopard.cli;

import io.camelopard.flow.Camelopard;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code camelopard run} */
@Command(
        name = "run",
        description = "The daemon: schedules, drop folder, all runs. Ends on SIGTERM or SIGINT.",
        mixinStandardHelpOptions = true)
final class RunCommand implements Callable<Integer> {
    @Mixin
    private Common common = new Common();

    @Override
    public Integer call() throws InterruptedException {
        Logs.verbose();
        return Service.serve(common.settings(), Camelopard.Role.DAEMON);
    }
}
