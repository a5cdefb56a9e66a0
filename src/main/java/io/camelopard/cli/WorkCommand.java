package io.camelopard.cli;

import io.camelopard.flow.Camelopard;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code camelopard work} */
@Command(
        name = "work",
        description = "Only the products queue: one more worker for a shared broker and ledger.",
        mixinStandardHelpOptions = true)
final class WorkCommand implements Callable<Integer> {
    @Mixin
    private Common common = new Common();

    @Override
    public Integer call() throws InterruptedException {
        Logs.verbose();
        return Service.serve(common.settings(), Camelopard.Role.WORKER);
    }
}
