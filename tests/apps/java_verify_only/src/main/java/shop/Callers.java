package shop;

import com.google.firebase.auth.FirebaseAuth;
import com.google.firebase.auth.FirebaseToken;

public class Callers {
  public static void main(String[] tokens) throws Exception {
    FirebaseToken caller = FirebaseAuth.getInstance().verifyIdToken(tokens[0]);
    System.out.println(caller.getUid());
  }
}
