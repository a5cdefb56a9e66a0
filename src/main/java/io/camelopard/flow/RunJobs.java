package io.camelopard.flow;

import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Run;
import io.camelopard.vo.KnownJobs;
import java.util.Optional;

/** The jobs of a run, in the ledger. */
record RunJobs(Ledger ledger, Run run) implements KnownJobs {
    @Override
    public Optional<String> find(String key) {
        return ledger.jobs().find(run.harvest(), key, run.id());
    }

    @Override
    public void keep(String key, String url) {
        ledger.jobs().keep(run.harvest(), key, run.id(), url);
    }

    @Override
    public void forget(String key) {
        ledger.jobs().forget(run.harvest(), key, run.id());
    }
}
