package io.camelopard.flow;

import io.camelopard.ledger.Ledger;
import io.camelopard.ledger.Product;
import io.camelopard.ledger.Run;
import io.camelopard.vo.KnownJobs;
import java.util.Optional;

/**
 * The jobs of a run, in the ledger.
 *
 * @param asker whose they are: the harvest, or one of its products, each of which has a job of its own
 */
record RunJobs(Ledger ledger, String asker, String run) implements KnownJobs {
    static RunJobs of(Ledger ledger, Run run) {
        return new RunJobs(ledger, run.harvest(), run.id());
    }

    static RunJobs of(Ledger ledger, Product product) {
        return new RunJobs(ledger, product.harvest() + " " + product.id(), product.run());
    }

    @Override
    public Optional<String> find(String key) {
        return ledger.jobs().find(asker, key, run);
    }

    @Override
    public void keep(String key, String url) {
        ledger.jobs().keep(asker, key, run, url);
    }

    @Override
    public void forget(String key) {
        ledger.jobs().forget(asker, key, run);
    }
}
