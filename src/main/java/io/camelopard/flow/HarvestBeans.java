package io.camelopard.flow;

import io.camelopard.harvest.Harvest;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.management.JMException;
import javax.management.MalformedObjectNameException;
import javax.management.ObjectName;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ManagementAgent;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps one MBean for each harvest, {@code io.camelopard:type=Harvest,name="NAME"}. For one thread. */
final class HarvestBeans {
    private static final Logger LOG = LoggerFactory.getLogger(HarvestBeans.class);

    private final Function<Harvest, HarvestBean> make;
    private final Map<String, HarvestBean> beans = new HashMap<>();
    private @Nullable ManagementAgent agent;

    HarvestBeans(Function<Harvest, HarvestBean> make) {
        this.make = make;
    }

    void connect(CamelContext context) {
        agent = context.getManagementStrategy().getManagementAgent();
    }

    /** Shows these and no others. */
    void show(List<Harvest> harvests) {
        ManagementAgent connected = agent;
        if (connected == null) {
            return;
        }
        Set<String> gone = new HashSet<>(beans.keySet());
        for (Harvest harvest : harvests) {
            gone.remove(harvest.name());
            HarvestBean bean = beans.get(harvest.name());
            if (bean != null) {
                bean.changed(harvest);
            } else {
                bean = make.apply(harvest);
                beans.put(harvest.name(), bean);
                register(connected, harvest.name(), bean);
            }
        }
        gone.forEach(name -> unregister(connected, name));
    }

    private static void register(ManagementAgent agent, String name, HarvestBean bean) {
        try {
            agent.register(bean, objectName(name), true);
        } catch (JMException e) {
            LOG.warn("jmx.register harvest={}", name, e);
        }
    }

    private void unregister(ManagementAgent agent, String name) {
        beans.remove(name);
        try {
            agent.unregister(objectName(name));
        } catch (JMException e) {
            LOG.warn("jmx.unregister harvest={}", name, e);
        }
    }

    static ObjectName objectName(String name) throws MalformedObjectNameException {
        return new ObjectName("io.camelopard:type=Harvest,name=" + ObjectName.quote(name));
    }
}
