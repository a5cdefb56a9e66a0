package io.camelopard.ledger;

import java.util.List;

/**
 * What is tried at once of a selected row: all the links that an alternative takes, or one of them where it takes the first
 * that can be stored.
 *
 * @param alternative the harvest's number of the alternative, from 0
 */
public record Step(int alternative, List<NewProduct> products) {
    public Step {
        products = List.copyOf(products);
    }
}
