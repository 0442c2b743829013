// Spring: with io.jsonwebtoken:jjwt this is Jwts.builder().claims(claims).signWith(key).compact(); this is what it does.
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import static java.nio.charset.StandardCharsets.UTF_8;

class JoinToken {
    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    public static void main(String[] args) throws Exception {
        // Use your JSON library: a name may have quotes in it.
        String claims = "{\"room\":\"%s\",\"sub\":\"%s\",\"name\":\"%s\",\"role\":\"%s\",\"exp\":%d}"
                .formatted(args[0], args[1], args[2], args[3], System.currentTimeMillis() / 1000 + 3600);
        String unsigned = encode("{\"alg\":\"HS256\",\"typ\":\"JWT\"}".getBytes(UTF_8)) + "." + encode(claims.getBytes(UTF_8));
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(System.getenv("JWT_SECRET").getBytes(UTF_8), "HmacSHA256"));
        System.out.println(unsigned + "." + encode(mac.doFinal(unsigned.getBytes(UTF_8))));
    }
}
