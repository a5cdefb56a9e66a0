package io.camelopard.vo;

import javax.xml.stream.XMLInputFactory;

/** The JDK's pull parser, closed: no DTD is read and no external entity. */
final class Xml {
    private Xml() {}

    static XMLInputFactory hardened() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, true);
        return factory;
    }

    /** For documents whose prefixes may not be declared: names come with their prefixes, see {@link #local}. */
    static XMLInputFactory lax() {
        XMLInputFactory factory = hardened();
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        return factory;
    }

    /** The name without its prefix. */
    static String local(String name) {
        return name.substring(name.indexOf(':') + 1);
    }
}
