package io.camelopard.flow;

import io.camelopard.vo.Answer;
import io.camelopard.vo.Ask;
import io.camelopard.vo.Request;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/** Asks by way of direct:fetch-ask, which waits and asks again where that helps. Thread-safe. */
final class Asker implements Ask {
    private final long limit;
    private final AtomicLong number = new AtomicLong();
    private @Nullable ProducerTemplate template;

    Asker(long limit) {
        this.limit = limit;
    }

    /** To be called once, when the context is there. */
    void connect(CamelContext context) {
        template = context.createProducerTemplate();
    }

    @Override
    public Answer ask(Request request) {
        ProducerTemplate connected = template;
        if (connected == null) {
            throw new IllegalStateException("asked before the context was there");
        }
        Fetch fetch = Fetch.question(request, limit, "question-" + number.incrementAndGet());
        Exchange exchange = connected.send("direct:fetch-ask", e -> e.setVariable(Vars.FETCH, fetch));
        Exception failure = exchange.getException();
        if (failure != null) {
            throw failure instanceof RuntimeException e
                    ? e
                    : new CamelExecutionException("the question was not asked", exchange, failure);
        }
        return exchange.getVariable(Vars.FETCHED, Fetched.class).answer();
    }
}
