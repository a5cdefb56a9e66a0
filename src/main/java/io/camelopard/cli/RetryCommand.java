package io.camelopard.cli;

import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code camelopard retry [NAME]} */
@Command(
        name = "retry",
        description = "Fetches the failed products again, of one harvest or of all, and ends.",
        mixinStandardHelpOptions = true)
final class RetryCommand implements Callable<Integer> {
    @Mixin
    private Common common = new Common();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "a harvest; without it, all")
    private @Nullable String name;

    @Override
    public Integer call() throws InterruptedException {
        return new Session(common, System.out, System.err).retry(common.settings(), Optional.ofNullable(name));
    }
}
