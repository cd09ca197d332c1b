export const staff = {
  title: '',
}
