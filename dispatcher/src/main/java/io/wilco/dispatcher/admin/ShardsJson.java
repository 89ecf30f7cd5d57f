package io.wilco.dispatcher.admin;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.wilco.dispatcher.core.ShardsSnapshot;
import java.util.List;

/** Who owns which shard, as JSON. The names are a contract with scripts. */
final class ShardsJson {
    private ShardsJson() {}

    static JsonObject of(final List<ShardsSnapshot> services) {
        final JsonArray array = new JsonArray();
        services.forEach(service -> array.add(of(service)));
        final JsonObject result = new JsonObject();
        result.add("services", array);
        return result;
    }

    private static JsonObject of(final ShardsSnapshot service) {
        final JsonArray shards = new JsonArray();
        for (int i = 0; i < service.shards().size(); i++) {
            final ShardsSnapshot.ShardSnapshot shard = service.shards().get(i);
            final JsonObject object = new JsonObject();
            object.addProperty("shard", i);
            object.addProperty("owner", shard.owner());
            object.addProperty("epoch", shard.epoch());
            object.addProperty("next", shard.next());
            object.addProperty("moving", shard.isMoving());
            object.addProperty("ready", shard.isReady());
            object.addProperty("work_us", shard.workUs());
            shards.add(object);
        }
        final JsonObject object = new JsonObject();
        object.addProperty("name", service.service());
        object.addProperty("version", service.version());
        object.addProperty("moves", service.moves());
        object.add("shards", shards);
        return object;
    }
}
