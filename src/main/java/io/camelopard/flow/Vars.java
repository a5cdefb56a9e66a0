package io.camelopard.flow;

/**
 * The exchange variables of the routes: what carries state from step to step. A message carries headers only on their
 * way into an HTTP request.
 */
public final class Vars {
    /** {@link Discovering}: the run that is being discovered; set by {@code discovery.begin}, read by all discovery steps. */
    public static final String RUN = "run";

    /** {@link OneSearch}: one target at one service; the body of direct:discovery-search, read by the steps of its answer. */
    public static final String SEARCH = "search";

    /** {@link Fetch}: what direct:fetch is to get; set by its caller. */
    public static final String FETCH = "fetch";

    /**
     * {@link io.camelopard.transfer.Partial}: what is in staging of the product that is asked for, so that the request is for
     * the rest; absent when it is for the whole. Set and read inside direct:fetch only.
     */
    public static final String PARTIAL = "partial";

    /** The answer of camel-http (body and headers) as it came; set and read inside direct:fetch only. */
    public static final String ANSWER = "answer";

    /** {@link Fetched}: what direct:fetch got; set by it, read by its caller. */
    public static final String FETCHED = "fetched";

    /** {@link Job}: the product that a worker has claimed; set by {@code work.claim}, absent when there was none. */
    public static final String JOB = "job";

    /** {@link Tables.Job}: a table that is written and about to get its name; set by {@code tables.place}, read by {@code tables.done}. */
    public static final String TABLE = "table";

    /**
     * {@link Upload}: a staged file that is to be sent to a bucket; set by {@code storing.place} and {@code tables.place},
     * absent where there is a file to move, or nothing to do. Read by store-move.
     */
    public static final String UPLOAD = "upload";

    /** {@link io.camelopard.ledger.Run}: a run that owes nothing any more; set and read by feeder-finish. */
    public static final String DUE = "due";

    /** {@link Refined}: the file between the steps of {@code refine}; set by {@code refining.begin}, read by store. */
    public static final String REFINED = "refined";

    /** A string: the endpoint of the next step of {@code refine}; set by {@code refining.next}, read by the route refine. */
    public static final String STEP = "step";

    /** A double: right ascension of the target in degrees, where there is one; set by {@code refining.begin}, for the steps. */
    public static final String RA = "ra";

    /** As {@link #RA}: declination. */
    public static final String DEC = "dec";

    /** {@link Attempt}: the places of the claimed product; set by {@code work.claim}, moved on by {@code places}. */
    public static final String ATTEMPT = "attempt";

    /** A list of {@link io.camelopard.ledger.Lease}: what the feeder offers now; set and read by the feeder. */
    public static final String OFFERS = "offers";

    private Vars() {}
}
